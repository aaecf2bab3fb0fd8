package dev.paddock.controlplane.authentication;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.paddock.controlplane.loop.Chore;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Jdbi;

/// Remembers when keys and clients were last used, to the minute: one statement for all that are due, and none for a
/// key that was written within the minute, by whichever replica.
@Singleton
class LastUsed {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final int MOST = 10_000;

    private final Jdbi jdbi;
    private final Cache<String, Boolean> noted =
            Caffeine.newBuilder().expireAfterWrite(MINUTE).maximumSize(MOST).build();
    private final Set<String> due = ConcurrentHashMap.newKeySet();

    LastUsed(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    @Produces
    @Singleton
    Chore writes() {
        return new Chore("last used", LOOK, this::write);
    }

    /// A key or client is used now. Writes nothing itself.
    void note(String id) {
        if (noted.getIfPresent(id) == null && noted.asMap().putIfAbsent(id, true) == null) {
            due.add(id);
        }
    }

    /// Writes what is due. False: that was all.
    boolean write() {
        List<String> ids = List.copyOf(due);
        if (!ids.isEmpty()) {
            write("api_key", ids);
            write("client", ids);
            due.removeAll(ids);
        }
        return false;
    }

    /// Waits for nobody: what is being changed by another is written with its next use.
    private void write(String table, List<String> ids) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        update %1$s set last_used_at = now() where id in (
                            select id from %1$s where id = any(:ids)
                                and (last_used_at is null or last_used_at < now() - interval '1 minute')
                            for no key update skip locked)
                        """.formatted(table))
                .bindArray("ids", String.class, ids)
                .execute());
    }
}

package dev.paddock.controlplane.session;

import dev.paddock.controlplane.loop.Loop;
import dev.paddock.controlplane.sql.AtStart;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The keys that sign and verify sessions, the same at every replica: made at the first start, followed by a new one
/// when they are old, removed when nothing signed with them is good any more.
@Singleton
class SigningKeys {

    // Another replica may sign with the key before the newest until its next look.
    private static final Duration MARGIN = Duration.ofHours(1);
    // The one that another replica adds first may be sealed under a secret that is not ours.
    private static final int TRIES = 3;
    // Whoever invents names of keys makes the ledger be asked once a second.
    private static final long AGAIN_NANOS = Duration.ofSeconds(1).toNanos();

    private final SigningKeyStore store;
    private final SessionStore sessions;
    private final SessionConfig config;
    private volatile List<SigningKey> newestFirst = List.of();
    private long readAt;
    private @Nullable Loop loop;

    SigningKeys(SigningKeyStore store, SessionStore sessions, SessionConfig config) {
        this.store = store;
        this.sessions = sessions;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        AtStart.insist("the keys of sessions", this::look);
        loop = Loop.start("session keys", config.look(), this::look);
    }

    void stop(@Observes ShutdownEvent event) {
        if (loop != null) {
            loop.close();
        }
    }

    /// The key to sign with.
    SigningKey newest() {
        return newestFirst.getFirst();
    }

    /// The key that a token names; empty when nobody has it.
    Optional<SigningKey> find(String id) {
        return known(id).or(() -> {
            readAgain();
            return known(id);
        });
    }

    private Optional<SigningKey> known(String id) {
        return newestFirst.stream().filter(key -> key.id().equals(id)).findFirst();
    }

    private synchronized void readAgain() {
        if (System.nanoTime() - readAt > AGAIN_NANOS) {
            read();
        }
    }

    private synchronized void read() {
        newestFirst = store.all(config.keyAge());
        readAt = System.nanoTime();
    }

    private boolean isDue() {
        return newestFirst.isEmpty() || newestFirst.getFirst().due();
    }

    boolean look() {
        store.reseal();
        store.forget(config.length().plus(MARGIN));
        int last = store.last();
        read();
        for (int tries = 0; isDue() && tries < TRIES; tries++) {
            store.add(last + 1);
            last = store.last();
            read();
        }
        sessions.forget();
        return false;
    }
}

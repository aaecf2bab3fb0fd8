package dev.paddock.controlplane.authentication;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.paddock.controlplane.access.Identities;
import dev.paddock.controlplane.access.Standing;
import dev.paddock.controlplane.authentication.CredentialStore.Bearer;
import dev.paddock.controlplane.authentication.CredentialStore.Wanted;
import dev.paddock.controlplane.loop.GroupCommit;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Knows for less than half a second whose credentials are good.
///
/// Credentials are looked for a few times a second at most, however many calls show them. All that are looked for at
/// the same time share a statement, so a flood of wrong ones holds one connection and keeps nobody from the ledger.
/// Only good ones are remembered.
@Singleton
public class Credentials {

    /// Somebody whose credentials were good when they were looked for.
    ///
    /// @param asked [System#nanoTime] before the look
    record Known(String id, SecurityIdentity identity, long asked) {}

    /// Counted from before the look: who is revoked after it is refused so much later, at every replica, whatever
    /// becomes of any message. Well under the second that is promised.
    static final Duration FRESH = Duration.ofMillis(400);

    private static final int MOST = 10_000;
    private static final int TOGETHER = 256;

    private final GroupCommit<Wanted, Optional<Bearer>> looks;
    private final AsyncCache<Wanted, Known> known = Caffeine.newBuilder()
            .expireAfter(Expiry.<Wanted, Known>creating((wanted, one) -> left(one)))
            .maximumSize(MOST)
            .buildAsync();

    Credentials(CredentialStore store) {
        this.looks = GroupCommit.start("credentials", TOGETHER, store::find);
    }

    void stop(@Observes ShutdownEvent event) {
        looks.close();
    }

    /// Some have ended: here nobody remembers any from now on. To be called when that is committed; [#FRESH] later it
    /// is so at every replica, and for a look that was just beginning here.
    public void forget() {
        known.synchronous().invalidateAll();
    }

    /// Whose these are; null when nobody's. Complete already when they were looked for lately.
    // The cache says nothing of null, and completes with it when there is nothing to keep.
    @SuppressWarnings("NullAway")
    CompletableFuture<@Nullable Known> find(Wanted wanted) {
        return known.get(wanted, (key, executor) -> look(key));
    }

    private CompletableFuture<@Nullable Known> look(Wanted wanted) {
        long asked = System.nanoTime();
        return looks.offer(wanted)
                .thenApply(found -> found.map(bearer -> new Known(bearer.id(), identity(bearer, wanted), asked))
                        .orElse(null));
    }

    private SecurityIdentity identity(Bearer bearer, Wanted wanted) {
        return Identities.of(
                bearer.id(),
                bearer.permissions(),
                bearer.scope(),
                new Standing.Proof(bearer.id(), () -> looks.offer(wanted).thenApply(Optional::isPresent)));
    }

    private static Duration left(Known one) {
        Duration left = FRESH.minusNanos(System.nanoTime() - one.asked());
        return left.isNegative() ? Duration.ZERO : left;
    }
}

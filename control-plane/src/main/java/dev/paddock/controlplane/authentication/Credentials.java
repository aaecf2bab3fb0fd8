package dev.paddock.controlplane.authentication;

import dev.paddock.controlplane.access.Identities;
import dev.paddock.controlplane.access.Standing;
import dev.paddock.controlplane.authentication.CredentialStore.Bearer;
import dev.paddock.controlplane.authentication.CredentialStore.Wanted;
import dev.paddock.controlplane.loop.GroupCommit;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Knows for less than half a second whose credentials are good.
///
/// Credentials are looked for a few times a second at most, however many calls show them. All that are looked for at
/// the same time share a statement, so a flood of wrong ones holds one connection and keeps nobody from the ledger.
@Singleton
public class Credentials {

    /// Somebody whose credentials were good when they were looked for.
    ///
    /// @param asked [System#nanoTime] before the look
    record Known(String id, SecurityIdentity identity, long asked) {}

    private static final int TOGETHER = 256;

    private final GroupCommit<Wanted, Optional<Bearer>> looks;
    private final Remembered known = new Remembered(this::look);

    Credentials(CredentialStore store) {
        this.looks = GroupCommit.start("credentials", TOGETHER, store::find);
    }

    void stop(@Observes ShutdownEvent event) {
        looks.close();
    }

    /// Some have ended: here nobody remembers any from now on, not even those that are being looked for. To be called
    /// when that is committed; [Remembered#FRESH] later it is so at every replica.
    public void forget() {
        known.forget();
    }

    /// Whose these are; null when nobody's. Complete already when they were looked for lately.
    CompletableFuture<@Nullable Known> find(Wanted wanted) {
        return known.find(wanted);
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
}

package dev.paddock.controlplane.authentication;

import dev.paddock.controlplane.access.ApiKey;
import dev.paddock.controlplane.access.Identities;
import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.access.Scope;
import dev.paddock.controlplane.access.TaskTokens;
import dev.paddock.controlplane.authentication.CredentialStore.Wanted;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Judges what a caller shows. The identity's principal is named by the key's or client's id, or by the task. No thread
/// waits for the ledger.
@ApplicationScoped
class Authenticator implements IdentityProvider<KeyMechanism.Request> {

    private final Credentials credentials;
    private final TaskTokens tokens;
    private final LastUsed lastUsed;

    Authenticator(Credentials credentials, TaskTokens tokens, LastUsed lastUsed) {
        this.credentials = credentials;
        this.tokens = tokens;
        this.lastUsed = lastUsed;
    }

    @Override
    public Class<KeyMechanism.Request> getRequestType() {
        return KeyMechanism.Request.class;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(KeyMechanism.Request request, AuthenticationRequestContext context) {
        return switch (request.shown()) {
            case Shown.Token token -> judged(tokens.task(token.text()).map(Authenticator::ofTask));
            case Shown.Key key -> look(ApiKey.parse(key.text()).map(known -> wanted(null, known)));
            case Shown.Client client ->
                look(ApiKey.parse(client.secret())
                        .filter(secret -> client.isClient())
                        .map(secret -> wanted(client.id(), secret)));
        };
    }

    private static SecurityIdentity ofTask(UUID task) {
        return Identities.of(TaskTokens.callerOf(task), Set.of(Permission.TASK_CALL), Scope.NOTHING);
    }

    private static Wanted wanted(@Nullable String client, ApiKey key) {
        return new Wanted(client, HexFormat.of().formatHex(key.hash()));
    }

    /// What cannot be a key is refused without a look.
    private Uni<SecurityIdentity> look(Optional<Wanted> wanted) {
        if (wanted.isEmpty()) {
            return judged(Optional.empty());
        }
        CompletableFuture<Credentials.@Nullable Known> found = credentials.find(wanted.get());
        Uni<Credentials.Known> known = Uni.createFrom().completionStage(found);
        Context vertx = Vertx.currentContext();
        if (!found.isDone() && vertx != null) {
            // The call goes on where it came in, not on the thread that asked the ledger for all.
            known = known.emitOn(rest -> vertx.runOnContext(unused -> rest.run()));
        }
        return known.onItem()
                .transformToUni(one -> judged(Optional.ofNullable(one).map(this::used)));
    }

    private SecurityIdentity used(Credentials.Known known) {
        lastUsed.note(known.id());
        return known.identity();
    }

    private static Uni<SecurityIdentity> judged(Optional<SecurityIdentity> identity) {
        return identity.map(one -> Uni.createFrom().item(one))
                .orElseGet(() -> Uni.createFrom().failure(new AuthenticationFailedException()));
    }
}

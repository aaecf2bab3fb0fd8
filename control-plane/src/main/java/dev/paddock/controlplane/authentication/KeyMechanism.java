package dev.paddock.controlplane.authentication;

import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.refusal.ClientAddress;
import dev.paddock.controlplane.refusal.Refusals;
import dev.paddock.model.problem.ProblemCode;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.identity.request.BaseAuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;

/// Reads an API key from `x-api-key` or `Authorization: Bearer`, a task's token from the latter, and client credentials
/// from `Authorization: Basic` where they are good for anything: under `/api/v1` and at the gate.
@ApplicationScoped
class KeyMechanism implements HttpAuthenticationMechanism {

    /// Credentials to be judged.
    static final class Request extends BaseAuthenticationRequest {
        private final Shown shown;

        Request(Shown shown) {
            this.shown = shown;
        }

        Shown shown() {
            return shown;
        }
    }

    private final Refusals refusals;
    private final ClientAddress addresses;

    KeyMechanism(Refusals refusals, ClientAddress addresses) {
        this.refusals = refusals;
        this.addresses = addresses;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager providers) {
        List<Shown> all = Shown.in(context.request(), takesClients(context.normalizedPath()));
        if (all.isEmpty()) {
            return Uni.createFrom().nullItem();
        }
        // A runner's key speaks for its tasks too, so what a token beside it says does not matter.
        List<Shown> counted = all.size() == 1
                ? all
                : all.stream().filter(one -> !(one instanceof Shown.Token)).toList();
        if (counted.size() != 1) {
            return Uni.createFrom()
                    .failure(new ProblemException(
                            ProblemCode.UNAUTHENTICATED,
                            "The call shows several keys, and which one counts is unclear; send one."));
        }
        Shown shown = counted.getFirst();
        return providers
                .authenticate(new Request(shown))
                .onFailure(AuthenticationFailedException.class)
                .transform(refused -> refusals.instead(refused, addresses.of(context.request()), shown.prefix()));
    }

    private static boolean takesClients(String path) {
        return path.startsWith("/api/v1/") || path.startsWith("/external/");
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom().item(new ChallengeData(401, "WWW-Authenticate", "Bearer"));
    }

    /// Before those that ask more than a header.
    @Override
    public int getPriority() {
        return DEFAULT_PRIORITY + 10;
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of(Request.class);
    }
}

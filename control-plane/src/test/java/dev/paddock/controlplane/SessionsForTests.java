package dev.paddock.controlplane;

import dev.paddock.controlplane.access.Identities;
import dev.paddock.controlplane.access.Role;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

/// A way in with what a session allows, for tests of what takes one.
@ApplicationScoped
class SessionsForTests implements HttpAuthenticationMechanism {

    static final String HEADER = "x-test-session";

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager providers) {
        String role = context.request().getHeader(HEADER);
        return role == null
                ? Uni.createFrom().nullItem()
                : Uni.createFrom().item(Identities.ofSession(role + "@example.com", Role.of(role)));
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom().nullItem();
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of();
    }
}

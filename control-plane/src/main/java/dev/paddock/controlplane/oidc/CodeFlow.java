package dev.paddock.controlplane.oidc;

import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.refusal.ClientAddress;
import dev.paddock.model.problem.ProblemCode;
import io.quarkus.oidc.OIDCException;
import io.quarkus.oidc.runtime.OidcAuthenticationMechanism;
import io.quarkus.security.AuthenticationCompletionException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.http.Cookie;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.NewCookie;
import java.util.List;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jboss.logging.Logger;

/// The authorization code flow. Quarkus speaks to the provider and judges what it says; what is made of it is ours.
@Singleton
class CodeFlow {

    private static final Logger LOG = Logger.getLogger(CodeFlow.class);
    // The cookies with which Quarkus would keep a session of its own.
    private static final String FOREIGN_SESSION = "q_session";

    private final OidcAuthenticationMechanism mechanism;
    private final IdentityProviderManager identities;
    private final SignIn signIn;
    private final ClientAddress addresses;
    private final Vertx vertx;

    CodeFlow(
            OidcAuthenticationMechanism mechanism,
            IdentityProviderManager identities,
            SignIn signIn,
            ClientAddress addresses,
            Vertx vertx) {
        this.addresses = addresses;
        this.mechanism = mechanism;
        this.identities = identities;
        this.signIn = signIn;
        this.vertx = vertx;
    }

    /// How to send the user to the provider that the call's path names.
    Uni<ChallengeData> start(RoutingContext context) {
        forgetForeignSession(context);
        return mechanism.getChallenge(context).onFailure(OIDCException.class).transform(CodeFlow::unreachable);
    }

    /// The session's cookies for the user whom the provider sent back.
    Uni<List<NewCookie>> finish(RoutingContext context, String provider) {
        forgetForeignSession(context);
        return mechanism
                .authenticate(context, identities)
                .onFailure(OIDCException.class)
                .transform(CodeFlow::unreachable)
                .onFailure(CodeFlow::isRefusal)
                .transform(refusal -> refused(provider, refusal))
                .onItem()
                .ifNull()
                .failWith(() -> new ProblemException(
                        ProblemCode.UNAUTHENTICATED,
                        "This sign-in was not begun here, or too long ago; begin again at /auth/" + provider + "."))
                .invoke(() -> context.response().removeCookies(FOREIGN_SESSION + "_" + provider, false))
                .onItem()
                .transformToUni(identity -> session(identity, provider, addresses.of(context.request())));
    }

    private Uni<List<NewCookie>> session(SecurityIdentity identity, String provider, String address) {
        JsonWebToken token = (JsonWebToken) identity.getPrincipal();
        return Uni.createFrom()
                .completionStage(() -> vertx.executeBlocking(() -> signIn.with(token, provider, address), false)
                        .toCompletionStage());
    }

    /// Such a cookie is nobody's of ours, and would only be refused.
    private static void forgetForeignSession(RoutingContext context) {
        for (Cookie cookie : List.copyOf(context.request().cookies())) {
            if (cookie.getName().startsWith(FOREIGN_SESSION)) {
                context.request().cookies().remove(cookie);
            }
        }
    }

    private static boolean isRefusal(Throwable failure) {
        return failure instanceof AuthenticationCompletionException || failure instanceof AuthenticationFailedException;
    }

    private static ProblemException refused(String provider, Throwable refusal) {
        LOG.debugf(refusal, "a sign-in through %s failed", provider);
        return new ProblemException(
                ProblemCode.UNAUTHENTICATED,
                "The sign-in through " + provider + " did not succeed; begin again at /auth/" + provider + ".");
    }

    private static ProblemException unreachable(Throwable failure) {
        LOG.warnf("a provider to sign in with cannot be reached: %s", failure.getMessage());
        return new ProblemException(
                ProblemCode.UNAVAILABLE, "The provider cannot be reached now; repeat the sign-in in a moment.");
    }
}

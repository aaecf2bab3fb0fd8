package dev.paddock.controlplane.session;

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
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Set;

/// Reads a session's token from its cookie, where no key is shown and never under `/api/v1`. A call that changes
/// something has to repeat the session's `paddock_csrf` in `X-CSRF-Token`, which a page of another site cannot read.
@ApplicationScoped
class SessionMechanism implements HttpAuthenticationMechanism {

    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    /// A token to be judged.
    static final class SessionRequest extends BaseAuthenticationRequest {
        private final String token;

        SessionRequest(String token) {
            this.token = token;
        }

        String token() {
            return token;
        }
    }

    private final Refusals refusals;
    private final ClientAddress addresses;

    SessionMechanism(Refusals refusals, ClientAddress addresses) {
        this.refusals = refusals;
        this.addresses = addresses;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager providers) {
        HttpServerRequest request = context.request();
        Cookie cookie = request.getCookie(Sessions.COOKIE);
        if (cookie == null || cookie.getValue().isEmpty() || showsKey(request) || isForKeysOnly(context)) {
            return Uni.createFrom().nullItem();
        }
        return providers
                .authenticate(new SessionRequest(cookie.getValue()))
                .onFailure(AuthenticationFailedException.class)
                .transform(refused -> refusals.instead(refused, addresses.of(request), ""))
                .invoke(identity -> requireToken(request, identity));
    }

    private static boolean showsKey(HttpServerRequest request) {
        return request.getHeader("x-api-key") != null || request.getHeader("Authorization") != null;
    }

    /// However the path is spelled.
    private static boolean isForKeysOnly(RoutingContext context) {
        String path = context.normalizedPath().replaceAll(";[^/]*", "");
        return path.equals("/api/v1") || path.startsWith("/api/v1/");
    }

    private static void requireToken(HttpServerRequest request, SecurityIdentity identity) {
        String given = request.getHeader("X-CSRF-Token");
        String wanted = identity.getAttribute(SessionIdentity.CSRF);
        if (!SAFE.contains(request.method()) && !(given != null && isEqual(given, wanted))) {
            throw new ProblemException(
                    ProblemCode.CSRF,
                    "The call has a session but not its token; repeat in X-CSRF-Token what the cookie paddock_csrf"
                            + " holds.");
        }
    }

    private static boolean isEqual(String given, String wanted) {
        return MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), wanted.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom().nullItem();
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of(SessionRequest.class);
    }
}

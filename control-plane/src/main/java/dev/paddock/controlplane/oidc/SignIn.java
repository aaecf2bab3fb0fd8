package dev.paddock.controlplane.oidc;

import dev.paddock.controlplane.audit.AuditLog;
import dev.paddock.controlplane.audit.Origin;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.session.Person;
import dev.paddock.controlplane.session.Sessions;
import dev.paddock.controlplane.user.Users;
import dev.paddock.model.problem.ProblemCode;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.NewCookie;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.jwt.JsonWebToken;

/// Opens a session for a user whom a provider vouches for.
@Singleton
class SignIn {

    private final Providers providers;
    private final Users users;
    private final Sessions sessions;
    private final AuditLog audit;

    SignIn(Providers providers, Users users, Sessions sessions, AuditLog audit) {
        this.audit = audit;
        this.providers = providers;
        this.users = users;
        this.sessions = sessions;
    }

    /// The session's cookies. Throws [ProblemException] 403 for a user without a role.
    ///
    /// @param address of the user's browser
    List<NewCookie> with(JsonWebToken token, String provider, String address) {
        Claims claims = Claims.of(token)
                .filter(user -> user.verified() || providers.trustsUnverifiedEmail(provider))
                .orElseThrow(() -> forbidden(provider
                        + " does not say that your e-mail address is yours; verify it there and sign in again."));
        return audit.record(() -> session(claims, provider), cookies -> {
                    String user = "user:" + Users.key(claims.email());
                    return AuditLog.Entry.of(
                            new Origin(user, address), "session.begin", user, Map.of("provider", provider));
                })
                .orElseThrow(() -> forbidden(claims.email() + " has no role here; ask an administrator for one."));
    }

    private Optional<List<NewCookie>> session(Claims claims, String provider) {
        return users.signIn(claims.email(), claims.name(), claims.avatarUrl(), provider)
                .map(role -> sessions.open(
                        new Person(Users.key(claims.email()), claims.name(), claims.avatarUrl(), provider, role)));
    }

    private static ProblemException forbidden(String detail) {
        return new ProblemException(ProblemCode.FORBIDDEN, detail);
    }
}

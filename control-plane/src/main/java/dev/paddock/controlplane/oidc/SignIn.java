package dev.paddock.controlplane.oidc;

import dev.paddock.controlplane.access.Role;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.session.Person;
import dev.paddock.controlplane.session.Sessions;
import dev.paddock.controlplane.user.Users;
import dev.paddock.model.problem.ProblemCode;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.NewCookie;
import java.util.List;
import org.eclipse.microprofile.jwt.JsonWebToken;

/// Opens a session for a user whom a provider vouches for.
@Singleton
class SignIn {

    private final Providers providers;
    private final Users users;
    private final Sessions sessions;

    SignIn(Providers providers, Users users, Sessions sessions) {
        this.providers = providers;
        this.users = users;
        this.sessions = sessions;
    }

    /// The session's cookies. Throws [ProblemException] 403 for a user without a role.
    List<NewCookie> with(JsonWebToken token, String provider) {
        Claims claims = Claims.of(token)
                .filter(user -> user.verified() || providers.trustsUnverifiedEmail(provider))
                .orElseThrow(() -> forbidden(provider
                        + " does not say that your e-mail address is yours; verify it there and sign in again."));
        Role role = users.signIn(claims.email(), claims.name(), claims.avatarUrl(), provider)
                .orElseThrow(() -> forbidden(claims.email() + " has no role here; ask an administrator for one."));
        return sessions.open(new Person(Users.key(claims.email()), claims.name(), claims.avatarUrl(), provider, role));
    }

    private static ProblemException forbidden(String detail) {
        return new ProblemException(ProblemCode.FORBIDDEN, detail);
    }
}

package dev.paddock.controlplane.login;

import dev.paddock.controlplane.audit.AuditNotes;
import dev.paddock.controlplane.audit.Audited;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.refusal.ClientAddress;
import dev.paddock.controlplane.session.Person;
import dev.paddock.controlplane.session.Sessions;
import dev.paddock.model.problem.ProblemCode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `/auth/login`: a session for the built-in administrator.
@Path("/auth/login")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class LoginResource {

    private static final int MOST_CHARACTERS = 1024;

    private final BuiltInAdmin admin;
    private final FailedLogins failures;
    private final Sessions sessions;
    private final ClientAddress addresses;

    LoginResource(BuiltInAdmin admin, FailedLogins failures, Sessions sessions, ClientAddress addresses) {
        this.admin = admin;
        this.failures = failures;
        this.sessions = sessions;
        this.addresses = addresses;
    }

    /// What the call takes.
    public record Login(@Nullable String user, @Nullable String password) {}

    /// 204 with the session's cookies. Only JSON is taken, which a page of another site cannot send unasked.
    @POST
    @PermitAll
    @Audited("session.begin")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response login(@Nullable Login body, @Context HttpServerRequest request) {
        if (body == null) {
            throw ProblemException.invalid("user", "is missing; send it");
        }
        String user = required("user", body.user());
        String password = required("password", body.password());
        String address = addresses.of(request);
        failures.take(address).ifPresent(wait -> {
            throw tooMany(wait);
        });
        Optional<Person> person = admin.signIn(user, password);
        if (person.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.UNAUTHENTICATED, "The user or the password is wrong; correct them and repeat.");
        }
        failures.giveBack(address);
        AuditNotes.by(person.get().principal());
        AuditNotes.about(person.get().principal());
        AuditNotes.note("provider", person.get().provider());
        return Response.noContent()
                .cookie(sessions.open(person.get()).toArray(NewCookie[]::new))
                .build();
    }

    private static String required(String name, @Nullable String value) {
        if (value == null || value.isEmpty()) {
            throw ProblemException.invalid(name, "is missing; send it");
        }
        if (value.length() > MOST_CHARACTERS) {
            throw ProblemException.invalid(name, "must have at most " + MOST_CHARACTERS + " characters");
        }
        return value;
    }

    private static ProblemException tooMany(Duration wait) {
        long seconds = wait.plusMillis(999).toSeconds();
        return new ProblemException(
                ProblemCode.TOO_MANY_REFUSALS,
                "Too many wrong passwords came from this address; correct yours and repeat in " + seconds + " seconds.",
                Map.of("retryAfterSeconds", seconds));
    }
}

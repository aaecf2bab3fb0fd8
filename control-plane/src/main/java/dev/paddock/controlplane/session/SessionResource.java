package dev.paddock.controlplane.session;

import dev.paddock.controlplane.audit.AuditNotes;
import dev.paddock.controlplane.audit.Audited;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.sql.InTransaction;
import dev.paddock.model.problem.ProblemCode;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/// `/auth/me`, `/auth/logout`: the caller's own session. No key stands for one.
@Path("/auth")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Authenticated
public class SessionResource {

    private final Sessions sessions;
    private final SessionIdentity known;
    private final SecurityIdentity caller;

    /// `caller` stands for the caller of each call.
    SessionResource(Sessions sessions, SessionIdentity known, SecurityIdentity caller) {
        this.sessions = sessions;
        this.known = known;
        this.caller = caller;
    }

    /// Who is signed in.
    @GET
    @Path("/me")
    @APIResponseSchema(Person.class)
    public Response me() {
        return Response.ok(attribute(SessionIdentity.PERSON))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    /// 204; the session has ended at every replica within a second.
    @POST
    @Path("/logout")
    @Audited("session.end")
    public Response logout() {
        String session = attribute(SessionIdentity.SESSION);
        NewCookie[] gone = sessions.end(session).toArray(NewCookie[]::new);
        AuditNotes.about(session);
        InTransaction.afterCommit(() -> known.forget(session));
        return Response.noContent().cookie(gone).build();
    }

    private <T> T attribute(String name) {
        T value = caller.getAttribute(name);
        if (value == null) {
            throw new ProblemException(
                    ProblemCode.UNAUTHENTICATED, "Nobody is signed in: a key is no session; sign in at /auth/login.");
        }
        return value;
    }
}

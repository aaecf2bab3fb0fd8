package dev.paddock.controlplane;

import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.audit.AuditNotes;
import dev.paddock.controlplane.audit.Audited;
import dev.paddock.controlplane.edge.Sunset;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.idempotency.Idempotent;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// Calls that only the tests make, of kinds that the server itself may not have now.
@Path("/v1/test-conventions")
@RunOnVirtualThread
public class ConventionsResource {

    static final AtomicInteger CALLS = new AtomicInteger();

    private final Jdbi ledger;

    ConventionsResource(Jdbi ledger) {
        this.ledger = ledger;
    }

    /// A call that will be gone.
    @GET
    @Path("/old")
    @Deprecated(since = "2026-01-31")
    @Sunset("2027-01-31")
    @PermissionsAllowed(Permission.VIEW)
    public Map<String, String> old() {
        return Map.of("text", "x".repeat(4096));
    }

    /// What its parameters are read as.
    @GET
    @Path("/parameters")
    @PermissionsAllowed(Permission.VIEW)
    public Map<String, Object> parameters(
            @QueryParam("number") @DefaultValue("1") int number,
            @QueryParam("long") @Nullable Long count,
            @QueryParam("flag") @DefaultValue("false") boolean flag,
            @QueryParam("time") @Nullable Instant time,
            @QueryParam("many") List<String> many) {
        return Map.of(
                "number", number, "long", count == null ? 0 : count, "flag", flag, "time", "" + time, "many", many);
    }

    /// A reply with a secret.
    @POST
    @Path("/secret")
    @PermissionsAllowed(Permission.MANAGE)
    @Idempotent(secretReply = true)
    public Response secret() {
        return Response.status(201)
                .entity(Map.of("plaintext", "secret-" + CALLS.incrementAndGet()))
                .build();
    }

    /// Adds a repository's row, and fails as told afterwards.
    @POST
    @Path("/change")
    @PermissionsAllowed(Permission.MANAGE)
    @Idempotent
    @Audited("test.change")
    public Map<String, Object> change(Map<String, String> body) {
        ledger.useHandle(handle -> handle.execute(
                "insert into repository (id, name, clone_url, owner) values (?, ?, ?, 'test')",
                "repo_" + body.get("id"),
                body.get("id"),
                body.get("id")));
        AuditNotes.about(String.valueOf(body.get("id")));
        AuditNotes.note("kind", "test");
        if ("broken".equals(body.get("then"))) {
            throw new IllegalStateException("as told");
        }
        if ("refused".equals(body.get("then"))) {
            throw ProblemException.invalid("then", "is refused");
        }
        return Map.of("calls", CALLS.incrementAndGet());
    }
}

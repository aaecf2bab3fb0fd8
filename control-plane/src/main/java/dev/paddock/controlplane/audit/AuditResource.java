package dev.paddock.controlplane.audit;

import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.http.ProblemException;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// `/api/settings/audit`: the audit log, for administrators.
@Path("/api/settings/audit")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class AuditResource {

    private static final int MAX_LIMIT = 1000;

    private final AuditReader reader;
    private final VerifyChain verify;

    AuditResource(AuditReader reader, VerifyChain verify) {
        this.reader = reader;
        this.verify = verify;
    }

    /// Newest first. `since` and `until` are exclusive; a page behind the end is empty.
    @GET
    @PermissionsAllowed(Permission.SETTINGS)
    public AuditReader.Page list(
            @QueryParam("actor") @Nullable String actor,
            @QueryParam("action") @Nullable String action,
            @QueryParam("since") @Nullable Instant since,
            @QueryParam("until") @Nullable Instant until,
            @QueryParam("limit") @DefaultValue("100") int limit,
            @QueryParam("offset") @DefaultValue("0") int offset) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw ProblemException.invalid("limit", "must be a number from 1 to " + MAX_LIMIT);
        }
        if (offset < 0) {
            throw ProblemException.invalid("offset", "must not be negative");
        }
        return reader.read(new AuditReader.Filter(actor, action, since, until), limit, offset);
    }

    /// Whether every chained entry is there and as it was written.
    @GET
    @Path("/verify")
    @PermissionsAllowed(Permission.SETTINGS)
    public VerifyChain.Verified verify() {
        return verify.verify();
    }
}

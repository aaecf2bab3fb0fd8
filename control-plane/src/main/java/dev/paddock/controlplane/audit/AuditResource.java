package dev.paddock.controlplane.audit;

import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.http.Parameters;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.Objects;

/// `/api/settings/audit`: the audit log, for administrators.
@Path("/api/settings/audit")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class AuditResource {

    private static final int MAX_LIMIT = 1000;
    private static final int DEFAULT_LIMIT = 100;

    private final AuditReader reader;
    private final VerifyChain verify;

    AuditResource(AuditReader reader, VerifyChain verify) {
        this.reader = reader;
        this.verify = verify;
    }

    /// The entries that pass `actor`, `action`, `since` and `until` (both exclusive), newest first, `limit` of them
    /// behind the first `offset`. A page behind the end is empty; 400 names each parameter that is wrong.
    @GET
    @PermissionsAllowed(Permission.SETTINGS)
    public AuditReader.Page list(@Context UriInfo uri) {
        Parameters parameters = Parameters.of(uri);
        AuditReader.Filter filter = new AuditReader.Filter(
                parameters.text("actor"),
                parameters.text("action"),
                parameters.time("since"),
                parameters.time("until"));
        int limit = Objects.requireNonNullElse(parameters.number("limit", 1, MAX_LIMIT), DEFAULT_LIMIT);
        int offset = Objects.requireNonNullElse(parameters.number("offset", 0, Integer.MAX_VALUE), 0);
        parameters.check();
        return reader.read(filter, limit, offset);
    }

    /// Whether every chained entry is there and as it was written.
    @GET
    @Path("/verify")
    @PermissionsAllowed(Permission.SETTINGS)
    public VerifyChain.Verified verify() {
        return verify.verify();
    }
}

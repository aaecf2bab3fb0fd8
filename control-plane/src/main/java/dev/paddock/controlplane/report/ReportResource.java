package dev.paddock.controlplane.report;

import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.watch.ConditionalReads;
import dev.paddock.controlplane.watch.Reading;
import dev.paddock.controlplane.watch.Tagged;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/// `GET /api/v1/runs/:id`.
@Path("/api/v1/runs/{id}")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ReportResource {

    /// The reply, as documented.
    ///
    /// @param report as it was sent, its screenshots replaced by `screenshotRefs`; of an executed run its findings
    public record ReportReply(ReportedRun run, Map<String, @Nullable Object> report) {}

    private final ConditionalReads reads;
    private final Reading document;

    ReportResource(ReportReader reader, ConditionalReads reads) {
        this.reads = reads;
        this.document = id -> reader.document(id).map(Tagged::of);
    }

    /// The run and its report; with `If-None-Match`, 304 while they are the same.
    @GET
    @PermissionsAllowed(Permission.VIEW)
    @APIResponseSchema(ReportReply.class)
    @Blocking
    public Uni<Response> get(
            @PathParam("id") String id, @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String known) {
        return reads.answer(id, known, null, document);
    }
}

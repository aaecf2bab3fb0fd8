package dev.paddock.controlplane.ingest;

import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.audit.Audited;
import dev.paddock.controlplane.audit.Origin;
import dev.paddock.controlplane.audit.Origins;
import dev.paddock.controlplane.edge.BodyLimit;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.idempotency.Idempotent;
import dev.paddock.controlplane.idempotency.RequestKey;
import dev.paddock.controlplane.report.ReportReader;
import dev.paddock.controlplane.report.ReportedRun;
import dev.paddock.controlplane.tenant.OwnRepository;
import dev.paddock.controlplane.trace.TraceContext;
import dev.paddock.model.problem.ProblemCode;
import dev.paddock.model.run.RunId;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/// `POST /api/v1/runs`: a report of what was executed elsewhere.
@Path("/api/v1/runs")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class IngestResource {

    /// The reply, as documented.
    public record IngestReply(ReportedRun run) {}

    private final IngestReport ingest;
    private final ReportReader reader;
    private final OwnRepository repositories;
    private final Origins origins;

    IngestResource(IngestReport ingest, ReportReader reader, OwnRepository repositories, Origins origins) {
        this.ingest = ingest;
        this.reader = reader;
        this.repositories = repositories;
        this.origins = origins;
    }

    /// 201 with the run of the report, and its `Location`.
    @POST
    @PermissionsAllowed(Permission.UPLOAD)
    @Idempotent(byUseCase = true)
    @Audited(value = "run.ingest", byUseCase = true)
    @Consumes(MediaType.APPLICATION_JSON)
    @BodyLimit(mebibytes = 25)
    @APIResponseSchema(value = IngestReply.class, responseCode = "201")
    public Response ingest(
            @Nullable ReportRequest body,
            @QueryParam(OwnRepository.PARAMETER) @Nullable String repository,
            @HeaderParam(RequestKey.HEADER) @Nullable List<String> keys)
            throws IOException {
        String own = repositories.of(repository);
        if (body == null) {
            throw new ProblemException(
                    ProblemCode.MALFORMED_REQUEST, "The body is missing; send a JSON object with a report.");
        }
        Origin by = origins.current();
        RunId run = ingest.ingest(new IngestReport.Request(
                own,
                body,
                by,
                RequestKey.read(keys)
                        .map(key -> new RequestKey(by.actor() + " POST /api/v1/runs " + own, key))
                        .orElse(null),
                TraceContext.currentOrNew().text()));
        return Response.created(URI.create("/api/v1/runs/" + run))
                .entity(new IngestReply(reader.run(run).orElseThrow()))
                .build();
    }
}

package dev.paddock.controlplane.export;

import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.details.RunReader;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.memory.LargeBodies;
import dev.paddock.model.finding.Sarif;
import dev.paddock.model.problem.ProblemCode;
import dev.paddock.model.run.RunId;
import dev.paddock.model.run.RunView;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/// A run's findings for other tools.
@Path("/v1/runs/{id}")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ExportResource {

    private static final String SARIF = "application/sarif+json";
    private static final List<MediaType> OF_SARIF = List.of(MediaType.valueOf(SARIF), MediaType.APPLICATION_JSON_TYPE);
    private static final String MARKDOWN = "text/markdown; charset=UTF-8";

    private final RunReader runs;
    private final FindingReader findings;
    private final LargeBodies large;

    ExportResource(RunReader runs, FindingReader findings, LargeBodies large) {
        this.large = large;
        this.runs = runs;
        this.findings = findings;
    }

    /// SARIF 2.1.0, under its own type or, for who asks for that, as plain JSON. 409 without a completed review: an
    /// empty
    /// file would say that all is well.
    @GET
    @Path("/findings.sarif")
    @Produces({SARIF, MediaType.APPLICATION_JSON})
    @PermissionsAllowed(Permission.VIEW)
    @APIResponseSchema(Sarif.class)
    public Response sarif(@PathParam("id") String id, @Context HttpHeaders headers) {
        return Response.ok(SarifExport.of(findings.of(reviewed(id).id())), type(headers))
                .build();
    }

    /// What the caller likes best. Left to the framework, whoever takes `application/*` would get bytes of no type.
    private static MediaType type(HttpHeaders headers) {
        return headers.getAcceptableMediaTypes().stream()
                .flatMap(accepted -> OF_SARIF.stream().filter(accepted::isCompatible))
                .findFirst()
                .orElseThrow();
    }

    /// GitLab's code quality report. 409 without a completed review.
    @GET
    @Path("/findings.codequality.json")
    @PermissionsAllowed(Permission.VIEW)
    public List<CodeQuality> codeQuality(@PathParam("id") String id) {
        return CodeQuality.of(findings.of(reviewed(id).id()));
    }

    /// A page for people, in whatever state the run is.
    @GET
    @Path("/summary.md")
    @Produces(MARKDOWN)
    @PermissionsAllowed(Permission.VIEW)
    public String summary(@PathParam("id") String id) {
        RunView run = run(id);
        return Summary.of(run, run.results() == null ? List.of() : findings.of(run.id()));
    }

    private RunView reviewed(String id) {
        RunView run = run(id);
        if (!run.status().isTerminal()) {
            throw new ProblemException(
                    ProblemCode.RUN_NOT_FINISHED,
                    "The run " + id + " is " + run.status().wire() + "; ask for its findings when it has ended.");
        }
        if (run.kind().equals("ingested")) {
            throw new ProblemException(
                    ProblemCode.NO_REVIEW,
                    "The run " + id + " was reported, not reviewed here; GET /api/v1/runs/" + id + " has the report.");
        }
        if (run.results() == null) {
            throw new ProblemException(
                    ProblemCode.NO_REVIEW,
                    "The run " + id + " ended as " + run.status().wire() + " without a review; retry it.");
        }
        return run;
    }

    /// 503 when others read large things for long: the findings stand in the run, and are read once more.
    private RunView run(String id) {
        Optional<RunId> run = RunId.parse(id);
        run.ifPresent(one -> large.reserveForText(2 * findings.bytes(one)));
        return run.flatMap(runs::find).orElseThrow(() -> ProblemException.notFound("run", id));
    }
}

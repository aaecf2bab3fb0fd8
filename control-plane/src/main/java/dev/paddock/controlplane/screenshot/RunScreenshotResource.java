package dev.paddock.controlplane.screenshot;

import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.details.RunReader;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.memory.LargeBodies;
import dev.paddock.controlplane.storage.Digest;
import dev.paddock.model.run.RunId;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/// `/api/v1/runs/:id/screenshots/:artifactId`.
@Path("/api/v1/runs/{id}/screenshots")
@RunOnVirtualThread
public class RunScreenshotResource {

    private final Screenshots screenshots;
    private final ScreenshotStore store;
    private final RunReader runs;
    private final LargeBodies large;

    RunScreenshotResource(Screenshots screenshots, ScreenshotStore store, RunReader runs, LargeBodies large) {
        this.large = large;
        this.screenshots = screenshots;
        this.store = store;
        this.runs = runs;
    }

    /// The bytes of a screenshot that the run's report refers to. 400 for what is no SHA-256, 404 for that of another
    /// run, 410 when the report was deleted for its age.
    @GET
    @Path("/{artifactId}")
    @PermissionsAllowed(Permission.VIEW)
    @Produces(ScreenshotResource.PNG)
    @APIResponseSchema(byte[].class)
    public Response get(
            @PathParam("id") String id,
            @PathParam("artifactId") String artifact,
            @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String known)
            throws IOException {
        RunId run = RunId.parse(id).filter(runs::isThere).orElseThrow(() -> ProblemException.notFound("run", id));
        Digest digest = Digest.parse(artifact)
                .orElseThrow(
                        () -> ProblemException.invalid("artifactId", "must be a SHA-256: 64 lower-case hex digits"));
        runs.expectKept(run, "report");
        if (!store.isOf(run, digest)) {
            throw ProblemException.notFound("screenshot", artifact);
        }
        return Served.of(screenshots, large, digest, known);
    }
}

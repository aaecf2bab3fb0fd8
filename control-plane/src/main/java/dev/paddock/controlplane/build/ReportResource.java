package dev.paddock.controlplane.build;

import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.allure.ReportConfig;
import dev.paddock.controlplane.audit.AuditNotes;
import dev.paddock.controlplane.audit.Audited;
import dev.paddock.controlplane.http.Parameters;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.http.PublicUrl;
import dev.paddock.controlplane.idempotency.Idempotent;
import dev.paddock.controlplane.project.ProjectStore;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/// `/api/environments/{envId}/projects/{projectId}/reports`.
@Path("/api/environments/{envId}/projects/{projectId}/reports")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ReportResource {

    private static final int MOST = 500;
    /// How many are read at once where all are wanted.
    private static final int PART = 200;

    private final Builds builds;
    private final BuildStore store;
    private final ProjectStore projects;
    private final PublicUrl url;

    ReportResource(Builds builds, BuildStore store, ProjectStore projects, PublicUrl url) {
        this.builds = builds;
        this.store = store;
        this.projects = projects;
        this.url = url;
    }

    /// The project's builds, newest first: all of them in a list, which are read in parts while they are
    /// sent, or with `limit` a part of them with their number.
    @GET
    @PermissionsAllowed(Permission.VIEW)
    @APIResponseSchema(BuildView.Listing.class)
    public Response list(
            @PathParam("envId") String environment, @PathParam("projectId") String project, @Context UriInfo uri) {
        Parameters parameters = Parameters.of(uri);
        Integer limit = parameters.number("limit", 1, MOST);
        int offset = Objects.requireNonNullElse(parameters.number("offset", 0, Integer.MAX_VALUE), 0);
        parameters.check();
        expectProject(environment, project);
        if (limit == null) {
            return Response.ok(all(environment, project, offset)).build();
        }
        List<BuildView> found = store.list(environment, project, null, limit, offset);
        return Response.ok(new BuildView.Listing(found, store.count(environment, project), limit, offset))
                .build();
    }

    private Iterable<BuildView> all(String environment, String project, int offset) {
        List<BuildView> newest = store.list(environment, project, null, PART, offset);
        return () -> Stream.iterate(newest, part -> !part.isEmpty(), part -> behind(environment, project, part))
                .flatMap(List::stream)
                .iterator();
    }

    private List<BuildView> behind(String environment, String project, List<BuildView> part) {
        return part.size() < PART ? List.of() : store.list(environment, project, part.getLast(), PART, 0);
    }

    /// The project's builds together.
    @GET
    @Path("/stats")
    @PermissionsAllowed(Permission.VIEW)
    public BuildView.Stats stats(@PathParam("envId") String environment, @PathParam("projectId") String project) {
        expectProject(environment, project);
        return store.stats(environment, project);
    }

    /// 202: a new report will be made of an uploaded build and take the place of the one before.
    @POST
    @PermissionsAllowed(Permission.UPLOAD)
    @Idempotent
    @Audited("report.generate")
    @Consumes(MediaType.APPLICATION_JSON)
    @APIResponseSchema(value = BuildView.Accepted.class, responseCode = "202")
    public Response generate(
            @PathParam("envId") String environment,
            @PathParam("projectId") String project,
            BuildView.@Nullable ReportRequest body) {
        String build = body == null ? null : body.buildId();
        if (body == null || build == null || build.isBlank()) {
            throw ProblemException.invalid("buildId", "is missing; send the one that the results were uploaded with");
        }
        ReportConfig overrides =
                ReportConfig.of("reportConfig", Objects.requireNonNullElse(body.reportConfig(), Map.of()));
        BuildKey key = new BuildKey(environment, project, build);
        if (!builds.regenerate(key, overrides)) {
            throw ProblemException.notFound("build", key.toString());
        }
        AuditNotes.about(key.toString());
        return Response.accepted(new BuildView.Accepted("accepted", key.reportUrl(url)))
                .build();
    }

    /// 204: the build, its results and its report are gone.
    @DELETE
    @Path("/{buildId}")
    @PermissionsAllowed(Permission.MANAGE)
    @Audited("report.delete")
    public void delete(
            @PathParam("envId") String environment,
            @PathParam("projectId") String project,
            @PathParam("buildId") String build) {
        BuildKey key = new BuildKey(environment, project, build);
        if (!builds.delete(key)) {
            throw ProblemException.notFound("build", key.toString());
        }
        AuditNotes.about(key.toString());
    }

    private void expectProject(String environment, String project) {
        if (projects.find(environment, project).isEmpty()) {
            throw ProblemException.notFound("project", environment + "/" + project);
        }
    }
}

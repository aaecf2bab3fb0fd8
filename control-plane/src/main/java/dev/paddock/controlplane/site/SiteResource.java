package dev.paddock.controlplane.site;

import dev.paddock.controlplane.access.Caller;
import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.build.BuildKey;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.http.PublicUrl;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/// `/reports`: the files of reports. Key holders read them where they are; readers with a session are sent to a signed
/// path, since the page that is shown there has no origin and sends no cookies.
@Path("/reports")
@RunOnVirtualThread
public class SiteResource {

    private static final String PAGE = "index.html";

    private final SiteStore store;
    private final SiteFiles files;
    private final Tickets tickets;
    private final Caller caller;
    private final PublicUrl url;

    SiteResource(SiteStore store, SiteFiles files, Tickets tickets, Caller caller, PublicUrl url) {
        this.store = store;
        this.files = files;
        this.tickets = tickets;
        this.caller = caller;
        this.url = url;
    }

    /// 302 to the folder of the report, below which its page finds its files.
    @GET
    @Produces(MediaType.WILDCARD)
    @Path("/{envId}/{projectId}/{buildId}")
    @PermissionsAllowed(Permission.VIEW)
    @APIResponse(responseCode = "302", description = "Where the report is.")
    public Response open(
            @PathParam("envId") String environment,
            @PathParam("projectId") String project,
            @PathParam("buildId") String build,
            @Context UriInfo uri) {
        BuildKey key = new BuildKey(environment, project, build);
        shown(key);
        return sent("/reports/" + key + "/", query(uri));
    }

    /// The file with a key; 302 to its signed path with a session. `Content-Location` is the path at which all files
    /// are of this one report, whatever is shown later.
    @GET
    @Produces(MediaType.WILDCARD)
    @Path("/{envId}/{projectId}/{buildId}/{file: .*}")
    @PermissionsAllowed(Permission.VIEW)
    @APIResponseSchema(value = byte[].class, responseDescription = "The file.")
    @APIResponse(responseCode = "302", description = "With a session: where the file is.")
    public Response read(
            @PathParam("envId") String environment,
            @PathParam("projectId") String project,
            @PathParam("buildId") String build,
            @PathParam("file") String file,
            @Context UriInfo uri,
            @Context Request request)
            throws IOException {
        BuildKey key = new BuildKey(environment, project, build);
        String path = page(file, uri);
        if (!caller.hasSession()) {
            SiteStore.Served served =
                    store.find(key, null, path).orElseThrow(() -> ProblemException.notFound("file", key + "/" + path));
            Response reply = files.serve(served, "private, no-cache", request);
            reply.getHeaders()
                    .putSingle(HttpHeaders.CONTENT_LOCATION, encoded(signed(served.publication(), key, path)));
            return reply;
        }
        return sent(signed(shown(key), key, path), query(uri));
    }

    private String shown(BuildKey key) {
        return store.shown(key).orElseThrow(() -> ProblemException.notFound("report", key.toString()));
    }

    private static String query(UriInfo uri) {
        String query = uri.getRequestUri().getRawQuery();
        return query == null ? "" : "?" + query;
    }

    /// The file for who was sent to a signed path; 302 to the path without when its time is over.
    @GET
    @Produces(MediaType.WILDCARD)
    @Path("/~{signature}/{envId}/{projectId}/{buildId}/{file: .*}")
    @PermitAll
    @APIResponseSchema(value = byte[].class, responseDescription = "The file.")
    @APIResponse(responseCode = "302", description = "The path is not good any more: where a new one is.")
    public Response readSigned(
            @PathParam("signature") String signature,
            @PathParam("envId") String environment,
            @PathParam("projectId") String project,
            @PathParam("buildId") String build,
            @PathParam("file") String file,
            @Context UriInfo uri,
            @Context Request request)
            throws IOException {
        BuildKey key = new BuildKey(environment, project, build);
        String path = page(file, uri);
        ProblemException missing = ProblemException.notFound("file", key + "/" + path);
        Ticket ticket = tickets.read(signature, key).orElseThrow(() -> missing);
        if (!tickets.isGood(ticket)) {
            return sent("/reports/" + key + "/" + path, "");
        }
        SiteStore.Served served = store.find(key, ticket.publication(), path).orElseThrow(() -> missing);
        return files.serve(served, "private, max-age=" + tickets.secondsLeft(ticket) + ", immutable", request);
    }

    /// A folder stands for its page.
    private static String page(String file, UriInfo uri) {
        if (file.isEmpty() || file.endsWith("/")) {
            return file + PAGE;
        }
        return uri.getRequestUri().getRawPath().endsWith("/") ? file + "/" + PAGE : file;
    }

    private String signed(String publication, BuildKey key, String path) {
        return "/reports/~" + tickets.sign(publication, key) + "/" + key + "/" + path;
    }

    /// To a path of the host that was asked: its cookies are there.
    private Response sent(String path, String query) {
        return Response.status(Response.Status.FOUND)
                .header(HttpHeaders.LOCATION, encoded(path) + query)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    /// As readers ask for it, who may know this server below another path.
    private String encoded(String path) {
        return UriBuilder.fromUri(url.publicUrl())
                .path("{path}")
                .build(new Object[] {path.substring(1)}, false)
                .getRawPath();
    }
}

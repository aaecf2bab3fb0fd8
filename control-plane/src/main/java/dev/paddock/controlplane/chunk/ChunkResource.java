package dev.paddock.controlplane.chunk;

import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.audit.AuditNotes;
import dev.paddock.controlplane.audit.Audited;
import dev.paddock.controlplane.audit.Origins;
import dev.paddock.controlplane.edge.BodyLimit;
import dev.paddock.controlplane.idempotency.Idempotent;
import dev.paddock.controlplane.receive.Rest;
import dev.paddock.controlplane.upload.UploadSession;
import dev.paddock.controlplane.upload.UploadSession.Target;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.net.URI;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/// `/api/environments/{envId}/projects/{projectId}/uploads`: results in chunks.
@Path("/api/environments/{envId}/projects/{projectId}/uploads")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ChunkResource {

    private final Chunked chunked;
    private final ReceiveChunk receive;
    private final CompleteUpload complete;
    private final Origins origins;

    ChunkResource(Chunked chunked, ReceiveChunk receive, CompleteUpload complete, Origins origins) {
        this.chunked = chunked;
        this.receive = receive;
        this.complete = complete;
        this.origins = origins;
    }

    /// 201: chunks may come. 409 when the project has the build.
    @POST
    @PermissionsAllowed(Permission.UPLOAD)
    @Idempotent
    @Audited("upload.begin")
    @Consumes(MediaType.APPLICATION_JSON)
    @APIResponseSchema(value = ChunkedUpload.Begun.class, responseCode = "201")
    public Response begin(
            @PathParam("envId") String environment,
            @PathParam("projectId") String project,
            ChunkedUpload.@Nullable Wanted body) {
        ChunkedUpload wanted = ChunkedUpload.of(body);
        Target target = new Target(environment, project, wanted.build());
        String id = chunked.begin(target, wanted, origins.current().actor());
        AuditNotes.about(id);
        AuditNotes.note("build", target.toString());
        return Response.created(
                        URI.create("/api/environments/" + environment + "/projects/" + project + "/uploads/" + id))
                .entity(new ChunkedUpload.Begun(id))
                .build();
    }

    /// How far an upload is, and which chunks have not come.
    @GET
    @Path("/{uploadId}")
    @PermissionsAllowed(Permission.VIEW)
    public ChunkedUpload.Progress progress(
            @PathParam("envId") String environment,
            @PathParam("projectId") String project,
            @PathParam("uploadId") String id) {
        return chunked.progress(chunked.find(environment, project, id));
    }

    /// Stores a chunk: 200, also when the same one comes again. In any order, several at once.
    @PUT
    @Path("/{uploadId}")
    @PermissionsAllowed(Permission.UPLOAD)
    @Audited(value = ReceiveChunk.ACTION, byUseCase = true)
    @BodyLimit(mebibytes = 50)
    @Consumes(MediaType.WILDCARD)
    public ChunkedUpload.Received put(
            @PathParam("envId") String environment,
            @PathParam("projectId") String project,
            @PathParam("uploadId") String id,
            @HeaderParam(Place.INDEX) @Nullable String index,
            @HeaderParam(Place.TOTAL) @Nullable String total,
            InputStream body)
            throws Exception {
        try {
            Place place = Place.of(index, total);
            UploadSession upload = chunked.find(environment, project, id);
            place.expect(upload.totalChunks());
            int received = receive.receive(upload, place.index(), body, origins.current());
            return new ChunkedUpload.Received(place.index(), received, upload.totalChunks());
        } catch (Exception e) {
            Rest.read(body, e);
            throw e;
        }
    }

    /// 202 when the chunks are put together and stored, also when they were before; the report is made afterwards. 409
    /// naming those that are missing.
    @POST
    @Path("/{uploadId}/complete")
    @PermissionsAllowed(Permission.UPLOAD)
    @Idempotent(keepsReply = false)
    @Audited(value = AssembleUpload.ACTION, byUseCase = true)
    @APIResponseSchema(value = ChunkedUpload.Assembled.class, responseCode = "202")
    public Response complete(
            @PathParam("envId") String environment,
            @PathParam("projectId") String project,
            @PathParam("uploadId") String id)
            throws Exception {
        complete.complete(chunked.find(environment, project, id), origins.current());
        return Response.accepted(new ChunkedUpload.Assembled("assembled")).build();
    }
}

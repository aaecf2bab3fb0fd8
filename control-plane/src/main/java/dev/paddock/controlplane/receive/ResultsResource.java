package dev.paddock.controlplane.receive;

import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.audit.Audited;
import dev.paddock.controlplane.audit.Origin;
import dev.paddock.controlplane.audit.Origins;
import dev.paddock.controlplane.edge.BodyLimit;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.idempotency.Idempotent;
import dev.paddock.controlplane.idempotency.RequestKey;
import dev.paddock.controlplane.upload.UploadSession.Target;
import dev.paddock.model.problem.Problem.FieldError;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/// `POST /api/environments/{envId}/projects/{projectId}/results`: results in one call.
@Path("/api/environments/{envId}/projects/{projectId}/results")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ResultsResource {

    /// Results are taken.
    ///
    /// @param status `received`
    public record Received(String status, String uploadId) {}

    private final ReceiveResults receive;
    private final Origins origins;
    private final HttpServerRequest request;

    /// `request` stands for that of each call.
    ResultsResource(ReceiveResults receive, Origins origins, HttpServerRequest request) {
        this.receive = receive;
        this.origins = origins;
        this.request = request;
    }

    /// 202 when the archive is stored; its report is made afterwards. The body is read as it comes, in constant memory.
    ///
    /// 400 for an archive that is refused, 409 when the project has the build; what is not taken leaves
    /// nothing. The same archive with the same key gets the first reply, another one 422.
    @POST
    @PermissionsAllowed(Permission.UPLOAD)
    @Idempotent(keepsReply = false)
    @Audited(value = ReceiveResults.ACTION, byUseCase = true)
    @BodyLimit(mebibytes = 1024)
    @Consumes({"application/zip", MediaType.APPLICATION_OCTET_STREAM})
    @APIResponseSchema(value = Received.class, responseCode = "202")
    public Response receive(
            @PathParam("envId") String environment,
            @PathParam("projectId") String project,
            @QueryParam("buildId") @Nullable String buildId,
            @HeaderParam(RequestKey.HEADER) @Nullable List<String> keys,
            InputStream body)
            throws Exception {
        Optional<FieldError> wrong = BeginUpload.check(buildId);
        if (wrong.isPresent()) {
            throw ProblemException.invalid(List.of(wrong.get()));
        }
        Target target = new Target(environment, project, Objects.requireNonNull(buildId));
        Origin by = origins.current();
        String scope = by.actor() + " POST results " + environment + "/" + project;
        String uploadId = receive.receive(
                target,
                RequestKey.read(keys).map(key -> new RequestKey(scope, key)).orElse(null),
                new ReceiveResults.Body(length(), request.getHeader("Expect") != null, body),
                by);
        return Response.accepted(new Received("received", uploadId)).build();
    }

    private @Nullable Long length() {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? null : Long.valueOf(length);
    }
}

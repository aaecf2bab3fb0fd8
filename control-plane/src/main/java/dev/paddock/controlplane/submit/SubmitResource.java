package dev.paddock.controlplane.submit;

import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.audit.Audited;
import dev.paddock.controlplane.audit.Origin;
import dev.paddock.controlplane.audit.Origins;
import dev.paddock.controlplane.idempotency.Idempotent;
import dev.paddock.controlplane.idempotency.RequestKey;
import dev.paddock.controlplane.trace.TraceContext;
import dev.paddock.model.run.RunId;
import dev.paddock.model.run.RunSpec;
import dev.paddock.model.run.RunView;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/// `POST /v1/runs`.
@Path("/v1/runs")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class SubmitResource {

    private final SubmitRun submit;
    private final AcceptedRuns accepted;
    private final Origins origins;

    SubmitResource(SubmitRun submit, AcceptedRuns accepted, Origins origins) {
        this.submit = submit;
        this.accepted = accepted;
        this.origins = origins;
    }

    /// 202 with the accepted run and its `Location`.
    @POST
    @PermissionsAllowed(Permission.RUN)
    @Idempotent(byUseCase = true)
    @Audited(value = "run.submit", byUseCase = true)
    @Consumes(MediaType.APPLICATION_JSON)
    @APIResponseSchema(value = RunView.class, responseCode = "202")
    public Response submit(RunSpec spec, @HeaderParam(RequestKey.HEADER) @Nullable List<String> keys) {
        RunId id = submit.submit(request(origins.current(), spec, keys, "POST /v1/runs"));
        return accepted.reply(id);
    }

    /// A request of the call being answered.
    ///
    /// @param keys the values of its idempotency header
    /// @param call what the keys are for
    static SubmitRun.Request request(Origin by, RunSpec spec, @Nullable List<String> keys, String call) {
        return new SubmitRun.Request(
                spec,
                by.actor(),
                by.actor() + " " + call,
                RequestKey.read(keys).orElse(null),
                TraceContext.currentOrNew().text(),
                by);
    }
}

package dev.paddock.controlplane.submit;

import dev.paddock.controlplane.access.Caller;
import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.run.RunReader;
import dev.paddock.model.run.RunId;
import dev.paddock.model.run.RunSpec;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/// `POST /v1/runs`.
@Path("/v1/runs")
@RunOnVirtualThread
public class SubmitResource {

    private final SubmitRun submit;
    private final RunReader reader;
    private final Caller caller;

    SubmitResource(SubmitRun submit, RunReader reader, Caller caller) {
        this.submit = submit;
        this.reader = reader;
        this.caller = caller;
    }

    /// 202 with the accepted run and its `Location`.
    @POST
    @PermissionsAllowed(Permission.RUN)
    public Response submit(
            RunSpec spec,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @HeaderParam("traceparent") @Nullable String traceparent) {
        checkKey(key);
        String by = caller.keyId();
        RunId id = submit.submit(new SubmitRun.Request(spec, by, by + " POST /v1/runs", key, traceparent));
        return Response.accepted(reader.find(id).orElseThrow())
                .location(URI.create("/v1/runs/" + id))
                .build();
    }

    /// 400 for an idempotency key that cannot be one.
    static void checkKey(@Nullable String key) {
        if (key != null && (key.isBlank() || key.length() > 255)) {
            throw ProblemException.invalid("Idempotency-Key", "must have 1 to 255 characters");
        }
    }
}

package dev.paddock.controlplane.enrolment;

import dev.paddock.controlplane.access.Caller;
import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.audit.AuditNotes;
import dev.paddock.controlplane.audit.Audited;
import dev.paddock.controlplane.idempotency.Idempotent;
import dev.paddock.model.runner.EnrolmentRequest;
import dev.paddock.model.runner.RunnerCredential;
import dev.paddock.model.wire.Data;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jspecify.annotations.Nullable;

/// `/api/runners/enrol`: takes an enrolment key, and is all that one is good for.
@Path("/api/runners/enrol")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class EnrolmentResource {

    private final EnrolRunner enrol;
    private final Caller caller;

    EnrolmentResource(EnrolRunner enrol, Caller caller) {
        this.enrol = enrol;
        this.caller = caller;
    }

    /// A credential for one runner, which is never shown again. It takes the place of an earlier one when the runner
    /// registers with it.
    @POST
    @PermissionsAllowed(Permission.ENROL)
    @Idempotent(secretReply = true)
    @Audited("runner.enrol")
    @Consumes(MediaType.APPLICATION_JSON)
    @ResponseHeader(name = HttpHeaders.CACHE_CONTROL, value = "no-store")
    public Data<RunnerCredential> enrol(@Nullable EnrolmentRequest body) {
        RunnerCredential credential = enrol.enrol(body, caller.keyId());
        AuditNotes.about(credential.runnerId());
        AuditNotes.note("credential", credential.id());
        return new Data<>(credential);
    }
}

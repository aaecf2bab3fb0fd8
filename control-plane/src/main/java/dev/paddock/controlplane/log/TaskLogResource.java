package dev.paddock.controlplane.log;

import dev.paddock.controlplane.access.Caller;
import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.run.TaskGuard;
import dev.paddock.model.log.LogBatch;
import dev.paddock.model.wire.Data;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/// `POST /api/runners/tasks/:id/logs`.
@Path("/api/runners/tasks/{id}/logs")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class TaskLogResource {

    private final AppendLog append;
    private final TaskGuard guard;
    private final Caller caller;

    TaskLogResource(AppendLog append, TaskGuard guard, Caller caller) {
        this.caller = caller;
        this.append = append;
        this.guard = guard;
    }

    /// 1 to 200 lines.
    @POST
    @PermissionsAllowed(Permission.TASK_CALL)
    @Consumes(MediaType.APPLICATION_JSON)
    public Data<LogBatch.Reply> append(@PathParam("id") String id, @Nullable LogBatch batch) {
        return new Data<>(append.append(id, caller.keyId(), checked(id, batch)));
    }

    private LogBatch checked(String id, @Nullable LogBatch batch) {
        if (batch == null
                || batch.logs() == null
                || batch.logs().isEmpty()
                || batch.logs().size() > LogBatch.MAX_LINES
                || batch.logs().contains(null)) {
            throw refused(id, "logs", "must hold 1 to " + LogBatch.MAX_LINES + " lines");
        }
        if (batch.logs().stream().anyMatch(line -> line.message() == null)) {
            throw refused(id, "logs", "must each have a message");
        }
        if (batch.firstSeq() != null && batch.firstSeq() < 1) {
            throw refused(id, "firstSeq", "must be 1 or more");
        }
        return batch;
    }

    private ProblemException refused(String id, String field, String rule) {
        return guard.refused(id, caller.keyId(), ProblemException.invalid(field, rule));
    }
}

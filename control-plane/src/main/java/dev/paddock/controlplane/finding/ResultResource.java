package dev.paddock.controlplane.finding;

import dev.paddock.controlplane.access.Caller;
import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.run.TaskGuard;
import dev.paddock.controlplane.run.TaskStore;
import dev.paddock.model.task.TaskCalls;
import dev.paddock.model.task.TaskResult;
import dev.paddock.model.wire.Data;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// `POST /api/runners/tasks/:id/result`.
@Path("/api/runners/tasks/{id}/result")
@RunOnVirtualThread
public class ResultResource {

    private static final Logger LOG = Logger.getLogger(ResultResource.class);

    private final AcceptResult accept;
    private final TaskGuard guard;
    private final Caller caller;

    ResultResource(AcceptResult accept, TaskGuard guard, Caller caller) {
        this.caller = caller;
        this.accept = accept;
        this.guard = guard;
    }

    @POST
    @PermissionsAllowed(Permission.TASK)
    public Data<TaskCalls.ResultReply> accept(@PathParam("id") String id, @Nullable TaskResult body) {
        TaskStore.Row task = guard.owned(id, caller.keyId());
        TaskResult result = ResultRules.clean(body);
        int counted =
                result.files().stream().mapToInt(file -> file.comments().size()).sum();
        if (counted != result.totalComments()) {
            LOG.warnf("task %s says %d comments and has %d", task.id(), result.totalComments(), counted);
        }
        return new Data<>(accept.accept(task, result));
    }
}

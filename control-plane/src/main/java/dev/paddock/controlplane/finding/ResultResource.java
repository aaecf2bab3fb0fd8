package dev.paddock.controlplane.finding;

import dev.paddock.controlplane.access.Caller;
import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.edge.BodyLimit;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.idempotency.Idempotent;
import dev.paddock.controlplane.loop.GroupCommit;
import dev.paddock.controlplane.run.TaskGuard;
import dev.paddock.controlplane.sql.Json;
import dev.paddock.controlplane.sql.Keyed;
import dev.paddock.model.task.TaskCalls;
import dev.paddock.model.task.TaskResult;
import dev.paddock.model.wire.Data;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// `POST /api/runners/tasks/:id/result`.
@Path("/api/runners/tasks/{id}/result")
@Produces(MediaType.APPLICATION_JSON)
@Singleton
@RunOnVirtualThread
public class ResultResource {

    private static final Logger LOG = Logger.getLogger(ResultResource.class);

    // Each may be large.
    private static final int TOGETHER = 64;

    private final GroupCommit<AcceptResults.Sent, AcceptResults.Answer> commits;
    private final Json json;
    private final Caller caller;

    ResultResource(AcceptResults accept, Json json, Caller caller) {
        this.commits = GroupCommit.start("results", TOGETHER, Keyed.work(accept::accept));
        this.json = json;
        this.caller = caller;
    }

    void stop(@Observes ShutdownEvent event) {
        commits.close();
    }

    @POST
    @PermissionsAllowed(Permission.TASK_CALL)
    @BodyLimit(mebibytes = 16)
    @Idempotent(byUseCase = true)
    @Consumes(MediaType.APPLICATION_JSON)
    public Data<TaskCalls.ResultReply> accept(@PathParam("id") String id, @Nullable TaskResult body) {
        AcceptResults.Answer answer = commits.ask(sent(TaskGuard.parse(id), body));
        if (answer.problem() != null) {
            throw answer.problem();
        }
        return new Data<>(Objects.requireNonNull(answer.reply()));
    }

    private AcceptResults.Sent sent(UUID task, @Nullable TaskResult body) {
        TaskResult result;
        try {
            result = ResultRules.clean(body);
        } catch (ProblemException refused) {
            return new AcceptResults.Sent(task, caller.keyId(), null, new byte[0], refused);
        }
        int counted =
                result.files().stream().mapToInt(file -> file.comments().size()).sum();
        if (counted != result.totalComments()) {
            LOG.warnf("task %s says %d comments and has %d", task, result.totalComments(), counted);
        }
        return new AcceptResults.Sent(task, caller.keyId(), result, sha256(json.write(result)), null);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

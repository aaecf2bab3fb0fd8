package dev.paddock.runner.controlplane;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paddock.model.log.LogBatch;
import dev.paddock.model.runner.EnrolmentRequest;
import dev.paddock.model.runner.Heartbeat;
import dev.paddock.model.runner.HeartbeatReply;
import dev.paddock.model.runner.Registration;
import dev.paddock.model.runner.RunnerCommand;
import dev.paddock.model.runner.RunnerCredential;
import dev.paddock.model.runner.RunnerView;
import dev.paddock.model.task.RunnerTask;
import dev.paddock.model.task.TaskCalls;
import dev.paddock.model.task.TaskPhase;
import dev.paddock.model.task.TaskResult;
import dev.paddock.runner.controlplane.Calls.Call;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Every call this runner makes, each with its own retry budget. All may be made from any thread, and all end early
/// with [InterruptedException].
public final class ControlPlane implements AutoCloseable {

    /// The newest protocol this agent speaks.
    public static final int PROTOCOL = 1;

    private static final int UNAUTHENTICATED = 401;

    /// Heartbeats and phases are small and time is short: the lease runs.
    private static final Duration SHORT = Duration.ofSeconds(3);

    private static final Duration REGISTER_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration LOGS_TIMEOUT = Duration.ofSeconds(10);

    /// Up to 16 MiB go up.
    private static final Duration RESULT_TIMEOUT = Duration.ofSeconds(30);

    /// What a poll may take beyond its wait.
    private static final Duration POLL_SLACK = Duration.ofSeconds(5);

    /// A claim that is not confirmed within 30 s goes to another runner.
    private static final Duration CONFIRM_BUDGET = Duration.ofSeconds(28);

    /// The later phases are only shown: the work does not wait long for them.
    private static final Duration PHASE_BUDGET = Duration.ofSeconds(5);

    /// The server says something every 15 s; it may be late by as long as a statement of its ledger takes.
    private static final Duration STREAM_SILENCE = Duration.ofSeconds(40);

    private static final Duration RETURN_BUDGET = Duration.ofSeconds(8);

    private final Calls calls;
    private final Server server;
    private final RunnerIdentity runner;
    private final BootClock clock;
    private final Backoff backoff;

    /// @param backoff between the tries of one call
    public ControlPlane(Server server, RunnerIdentity runner, ObjectMapper json, BootClock clock, Backoff backoff) {
        this.calls = new Calls(server, json, clock);
        this.server = server;
        this.runner = runner;
        this.clock = clock;
        this.backoff = backoff;
    }

    /// Who calls.
    public RunnerIdentity runner() {
        return runner;
    }

    /// Calls show `key` from now on.
    public void use(String key) {
        calls.use(key);
    }

    /// `POST /api/runners/enrol`, which shows `enrolmentKey`. One try; a runner without a credential has nothing
    /// else to do than try again.
    ///
    /// @param former the credential with which this runner was registered; null = it was with none
    public Reply<RunnerCredential> enrol(String enrolmentKey, @Nullable String former) throws InterruptedException {
        return calls.once(new Call(
                "POST",
                "/api/runners/enrol",
                Map.of("x-api-key", enrolmentKey),
                new EnrolmentRequest(runner.id(), former),
                calls.type(RunnerCredential.class),
                REGISTER_TIMEOUT));
    }

    /// `POST /api/runners/register`. One try; a runner without a registration has nothing else to do than try again.
    public Reply<Registration> register() throws InterruptedException {
        Map<String, String> headers = new HashMap<>();
        headers.put("x-runner-id", runner.id());
        headers.put("x-runner-name", runner.name());
        headers.put("x-runner-version", runner.version());
        headers.put("x-runner-max-concurrency", Integer.toString(runner.slots()));
        headers.put("x-runner-tags", String.join(",", runner.tags()));
        headers.put("x-runner-instance", runner.instance().toString());
        headers.put("x-runner-protocol", Integer.toString(PROTOCOL));
        headers.put("x-runner-ephemeral", Boolean.toString(runner.ephemeral()));
        return calls.once(new Call(
                "POST", "/api/runners/register", headers, null, calls.type(Registration.class), REGISTER_TIMEOUT));
    }

    /// `POST /api/runners/:id/heartbeat`. One try of 3 s: the loop beats again soon, with newer news.
    public Reply<HeartbeatReply> heartbeat(Heartbeat beat) throws InterruptedException {
        return calls.once(new Call(
                "POST",
                "/api/runners/" + runner.id() + "/heartbeat",
                Map.of(),
                beat,
                calls.type(HeartbeatReply.class),
                SHORT));
    }

    /// `DELETE /api/runners/:id`: nothing is left to it, nothing more comes. Tried for 8 s; after that its
    /// leases run out by themselves, and it is shown offline.
    public Reply<RunnerView> deregister() throws InterruptedException {
        Call call =
                new Call("DELETE", "/api/runners/" + runner.id(), Map.of(), null, calls.type(RunnerView.class), SHORT);
        return backoff.untilAnswered(after(RETURN_BUDGET), () -> calls.once(call));
    }

    /// `GET /api/runners/tasks/pending`. One try, held for up to `wait`: the loop polls again. A task that cannot be
    /// read is left out, for another runner.
    public Reply<List<RunnerTask>> pending(int limit, Duration wait) throws InterruptedException {
        String path =
                "/api/runners/tasks/pending?runnerId=" + runner.id() + "&limit=" + limit + "&wait=" + wait.toSeconds();
        Map<String, String> headers =
                Map.of("x-runner-instance", runner.instance().toString());
        Reply<List<JsonNode>> reply =
                calls.once(new Call("GET", path, headers, null, calls.listOf(JsonNode.class), wait.plus(POLL_SLACK)));
        return switch (reply) {
            case Reply.Ok<List<JsonNode>>(List<JsonNode> tasks, long startedAt) ->
                new Reply.Ok<>(
                        tasks.stream()
                                .flatMap(task -> calls.read(task, RunnerTask.class).stream())
                                .toList(),
                        startedAt);
            case Reply.Refused<List<JsonNode>>(int status, var problem) -> new Reply.Refused<>(status, problem);
            case Reply.Away<List<JsonNode>>(String why) -> new Reply.Away<>(why);
        };
    }

    /// `GET /api/runners/:id/commands`. One try, which lasts for as long as the stream does: the loop opens the next.
    /// [Reply.Ok] says how a stream ended on which something was heard.
    ///
    /// @param told gets each command, on another thread
    public Reply<String> commands(Consumer<RunnerCommand> told) throws InterruptedException {
        return calls.listen(
                "/api/runners/" + runner.id() + "/commands",
                STREAM_SILENCE,
                event -> calls.read(event, RunnerCommand.class).ifPresent(told));
    }

    /// `POST /api/runners/tasks/:id/status`. Confirming a claim (`preparing`) is tried for 28 s, a later phase for
    /// 5 s.
    public Reply<TaskCalls.StatusReply> status(RunnerTask task, TaskPhase phase) throws InterruptedException {
        Duration budget = phase == TaskPhase.PREPARING ? CONFIRM_BUDGET : PHASE_BUDGET;
        Call call = taskCall(task, "status", new TaskCalls.StatusUpdate(phase), TaskCalls.StatusReply.class, SHORT);
        return backoff.untilAnswered(after(budget), () -> ofTask(call));
    }

    /// `POST /api/runners/tasks/:id/logs`. One try of 10 s: the sender keeps the batch and its number.
    public Reply<LogBatch.Reply> logs(RunnerTask task, LogBatch batch) throws InterruptedException {
        return ofTask(taskCall(task, "logs", batch, LogBatch.Reply.class, LOGS_TIMEOUT));
    }

    /// `POST /api/runners/tasks/:id/result`. Tried until it is answered, or until `leaseIsGone`: then nobody would take
    /// it. The same result sent twice counts once.
    public Reply<TaskCalls.ResultReply> result(RunnerTask task, TaskResult result, BooleanSupplier leaseIsGone)
            throws InterruptedException {
        Call call = taskCall(task, "result", result, TaskCalls.ResultReply.class, RESULT_TIMEOUT);
        return backoff.untilAnswered(leaseIsGone, () -> ofTask(call));
    }

    /// `POST /api/runners/tasks/:id/return`. Tried for 8 s; after that the lease runs out by itself.
    public Reply<TaskCalls.ReturnReply> giveBack(RunnerTask task, String reason) throws InterruptedException {
        Call call = taskCall(task, "return", new TaskCalls.Return(reason), TaskCalls.ReturnReply.class, SHORT);
        return backoff.untilAnswered(after(RETURN_BUDGET), () -> ofTask(call));
    }

    @Override
    public void close() {
        server.close();
    }

    private Call taskCall(RunnerTask task, String what, Object body, Class<?> reply, Duration timeout) {
        @Nullable String trace = task.traceparent();
        Map<String, String> headers = trace == null ? Map.of() : Map.of("traceparent", trace);
        JavaType type = calls.type(reply);
        return new Call("POST", "/api/runners/tasks/" + task.id() + "/" + what, headers, body, type, timeout);
    }

    /// A key that is refused says nothing of the task: another key may take its place soon, and where none does the
    /// heartbeats learn that too, and judge.
    private <T> Reply<T> ofTask(Call call) throws InterruptedException {
        Reply<T> reply = calls.once(call);
        return reply instanceof Reply.Refused<T> refused && refused.status() == UNAUTHENTICATED
                ? new Reply.Away<>(refused.problem().detail())
                : reply;
    }

    private BooleanSupplier after(Duration budget) {
        long end = clock.millis() + budget.toMillis();
        return () -> clock.millis() >= end;
    }
}

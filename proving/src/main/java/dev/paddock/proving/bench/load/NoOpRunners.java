package dev.paddock.proving.bench.load;

import dev.paddock.model.finding.FileReview;
import dev.paddock.model.finding.Finding;
import dev.paddock.model.finding.ReviewedStatus;
import dev.paddock.model.finding.Severity;
import dev.paddock.model.log.LogBatch;
import dev.paddock.model.log.LogLevel;
import dev.paddock.model.log.LogLine;
import dev.paddock.model.task.Metrics;
import dev.paddock.model.task.Outcome;
import dev.paddock.model.task.RunnerTask;
import dev.paddock.model.task.TaskPhase;
import dev.paddock.model.task.TaskResult;
import dev.paddock.proving.site.Site;
import dev.paddock.runner.controlplane.Backoff;
import dev.paddock.runner.controlplane.ControlPlane;
import dev.paddock.runner.controlplane.Reply;
import dev.paddock.runner.controlplane.Server;
import dev.paddock.standalone.CouldNotRun;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Runners with one slot each that claim and report by the agent's own client, and review nothing in between.
public final class NoOpRunners implements AutoCloseable {

    /// How much a runner says of its task.
    public enum Story {
        /// Claim and an empty result.
        CLAIM_RESULT,
        /// Claim, four phases, one batch of 50 lines, a result with 5 findings.
        LIFECYCLE
    }

    // Short: who is dismissed waits for the end of its poll.
    private static final Duration WAIT = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long SEED = 1;
    static final int LINES = 50;
    private static final int FINDINGS = 5;

    private final List<ControlPlane> runners = new ArrayList<>();

    /// Registers `count` runners of `lane` that call the `urls` in turn.
    public NoOpRunners(Site site, int count, String lane, List<URI> urls) throws InterruptedException {
        var clients = site.runners(SEED);
        // As they share this process, so their connections: what 64 programs would cost is not to be measured.
        Server shared = clients.server(urls.getFirst());
        for (int i = 0; i < count; i++) {
            Server server = shared.with(urls.get(i % urls.size()), shared.key());
            var runner = clients.runner(lane + "-runner-" + i, 1, List.of(lane), server);
            runners.add(runner);
            ok(() -> runner.register());
        }
    }

    /// Starts them; what the crew gets done are results.
    public Crew start(Story story) {
        return Crew.start(runners.stream()
                .<Crew.Step>map(runner -> () -> work(runner, story))
                .toList());
    }

    @Override
    public void close() {
        runners.forEach(ControlPlane::close);
    }

    private static int work(ControlPlane runner, Story story) throws InterruptedException {
        List<RunnerTask> tasks = ok(() -> runner.pending(1, WAIT));
        for (RunnerTask task : tasks) {
            switch (story) {
                case CLAIM_RESULT -> finish(runner, task, List.of());
                case LIFECYCLE -> live(runner, task);
            }
        }
        return tasks.size();
    }

    private static void live(ControlPlane runner, RunnerTask task) throws InterruptedException {
        ok(() -> runner.status(task, TaskPhase.PREPARING));
        ok(() -> runner.status(task, TaskPhase.CLONING));
        ok(() -> runner.status(task, TaskPhase.REVIEWING));
        log(runner, task);
        ok(() -> runner.status(task, TaskPhase.SUBMITTING));
        finish(
                runner,
                task,
                List.of(new FileReview("src/main/java/Main.java", ReviewedStatus.REVIEWED, findings(), null)));
    }

    /// Sends the first 50 lines of the task's log.
    static void log(ControlPlane runner, RunnerTask task) throws InterruptedException {
        ok(() -> runner.logs(task, new LogBatch(lines(), 1L)));
    }

    /// Reports `files` as the task's whole review.
    static void finish(ControlPlane runner, RunnerTask task, List<FileReview> files) throws InterruptedException {
        int comments = files.stream().mapToInt(file -> file.comments().size()).sum();
        var metrics = new Metrics(null, 1L, 1L, 2L, files.size(), 100L, null);
        var result = new TaskResult(
                runner.runner().id(), Outcome.SUCCESS, files, comments, null, metrics, null, null, null, null);
        ok(() -> runner.result(task, result, () -> true));
    }

    /// What an accepted call gave. A busy machine may answer late: the call is made again for up to 30 s, as the agent
    /// does, and all of that time counts. A refusal ends the measurement.
    public static <T> T ok(Backoff.Try<T> call) throws InterruptedException {
        long began = System.nanoTime();
        while (true) {
            switch (call.run()) {
                case Reply.Ok<T>(T data, long startedAt) -> {
                    return data;
                }
                case Reply.Refused<T>(int status, var problem) ->
                    throw new CouldNotRun("A runner's call was refused with " + status + ": " + problem.detail());
                case Reply.Away<T>(String why) -> {
                    if (System.nanoTime() - began > PATIENCE.toNanos()) {
                        throw new CouldNotRun("A runner's call was not answered: " + why);
                    }
                }
            }
        }
    }

    private static List<LogLine> lines() {
        Instant now = Instant.now();
        return IntStream.range(0, LINES)
                .mapToObj(i -> new LogLine(
                        now, LogLevel.INFO, "line " + i + ": looking at src/main/java/dev/example/Main.java", null))
                .toList();
    }

    private static List<Finding> findings() {
        return IntStream.rangeClosed(1, FINDINGS)
                .mapToObj(i -> new Finding(
                        i * 10,
                        null,
                        Severity.WARNING,
                        "EmptyCatchBlock",
                        "Avoid empty catch blocks: number " + i,
                        "Handle it, or say why nothing is to be done.",
                        null))
                .toList();
    }
}

package dev.paddock.runner.fake;

import dev.paddock.model.finding.FileReview;
import dev.paddock.model.finding.Finding;
import dev.paddock.model.finding.ReviewedStatus;
import dev.paddock.model.finding.Severity;
import dev.paddock.model.task.Commit;
import dev.paddock.runner.controlplane.Backoff;
import dev.paddock.runner.controlplane.BootClock;
import dev.paddock.runner.controlplane.ControlPlane;
import dev.paddock.runner.controlplane.RunnerIdentity;
import dev.paddock.runner.controlplane.Server;
import dev.paddock.runner.review.Fetcher;
import dev.paddock.runner.review.ReviewJudge;
import dev.paddock.runner.review.ReviewTools;
import dev.paddock.runner.worker.Worker;
import dev.paddock.runner.workspace.Fetch;
import dev.paddock.runner.workspace.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/// A worker with two slots between a scripted control plane and reviewers of a test.
public final class Scene implements AutoCloseable {

    public static final String KEY = "dk_live_0123456789abcdef0123456789abcdef01234567";

    public static final UUID INSTANCE = UUID.fromString("11111111-2222-3333-4444-555555555555");

    private final Journal journal = new Journal();
    private final FakeControlPlane server;
    private final FakeContainers containers = new FakeContainers(journal);
    private final Path folder;
    private final AtomicLong suspended = new AtomicLong();
    private final ControlPlane controlPlane;
    private Fetcher fetcher = request -> fetched(request.taskId());
    private ReviewJudge judge = (task, workspace, exit, warnings) -> new ReviewJudge.Reviewed(
            List.of(new FileReview("A.java", ReviewedStatus.REVIEWED, List.of(finding("first")), null)), 12);

    /// @param folder where workspaces go
    public Scene(Path folder) {
        this.folder = folder;
        this.server = new FakeControlPlane(journal, Json.MAPPER);
        this.controlPlane = client(server.address());
    }

    public static Finding finding(String message) {
        return new Finding(3, null, Severity.WARNING, "Rule", message, null, null);
    }

    public Journal journal() {
        return journal;
    }

    public FakeControlPlane server() {
        return server;
    }

    public FakeContainers containers() {
        return containers;
    }

    public void fetches(Fetcher changed) {
        fetcher = changed;
    }

    public void judges(ReviewJudge changed) {
        judge = changed;
    }

    /// Lets time pass.
    public void passes(Duration time) {
        suspended.addAndGet(time.toMillis());
    }

    public BootClock clock() {
        return new BootClock(() -> System.nanoTime() / 1_000_000 + suspended.get());
    }

    public ControlPlane client(URI address) {
        return client(address, false);
    }

    public ControlPlane client(URI address, boolean ephemeral) {
        RunnerIdentity runner =
                new RunnerIdentity("r1", "Runner One", "0.1", 2, List.of("fast", "gpu"), INSTANCE, ephemeral);
        return new ControlPlane(new Server(address, KEY), runner, Json.MAPPER, clock(), quickly());
    }

    public static Backoff quickly() {
        return new Backoff(Duration.ofMillis(5), Duration.ofMillis(20), new Random(1));
    }

    public ReviewTools tools(ControlPlane client) {
        return new ReviewTools(
                client,
                request -> fetcher.fetch(request),
                containers,
                (task, workspace, exit, warnings) -> judge.judge(task, workspace, exit, warnings),
                Json.MAPPER,
                clock(),
                InstantSource.system(),
                quickly(),
                List.of(KEY),
                folder.resolve("spool"));
    }

    public ReviewTools tools() {
        return tools(controlPlane);
    }

    /// A worker that has started.
    public Worker works() {
        Worker worker = new Worker(tools(), quickly(), tasks -> {}, null);
        worker.start();
        return worker;
    }

    /// A commit on disk.
    public Fetch fetched(String taskId) {
        try {
            journal.add("fetched");
            Path own = Files.createDirectory(folder.resolve(taskId));
            Path tree = Files.createDirectory(own.resolve("tree"));
            return new Fetch.Fetched(
                    new Workspace(own, tree, new Commit(Tasks.SHA, "A message"), List.of(), List.of("a note")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        controlPlane.close();
        server.close();
    }
}

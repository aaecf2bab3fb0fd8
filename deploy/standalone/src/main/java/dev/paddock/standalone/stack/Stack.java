package dev.paddock.standalone.stack;

import dev.paddock.standalone.CouldNotRun;
import dev.paddock.standalone.Layout;
import dev.paddock.standalone.containers.ReviewerImage;
import dev.paddock.standalone.credentials.Credentials;
import dev.paddock.standalone.services.KafkaBroker;
import dev.paddock.standalone.services.LogFile;
import dev.paddock.standalone.services.Ports;
import dev.paddock.standalone.services.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// The whole of Paddock on one machine: PostgreSQL, Kafka, the control plane and one runner, started in this order
/// and stopped in the opposite one. Every part is told to `ending` as soon as it runs, so that an end in mid-start
/// leaves nothing behind.
public final class Stack {

    private static final Duration READY_LIMIT = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofMillis(100);

    /// A container gets 10 s to end, before and after that the agent has calls to make.
    private static final Duration AGENT_PATIENCE = Duration.ofSeconds(30);

    private static final Duration CONTROL_PLANE_PATIENCE = Duration.ofSeconds(20);

    private final Layout layout;
    private final StackSettings settings;
    private final Shutdown ending;
    private final Consumer<String> say;

    /// @param ending ends what was started
    /// @param say gets one short line a step
    public Stack(Layout layout, StackSettings settings, Shutdown ending, Consumer<String> say) {
        this.layout = layout;
        this.settings = settings;
        this.ending = ending;
        this.say = say;
    }

    /// What is known of a stack that serves.
    ///
    /// @param kafka what a client needs as `bootstrap.servers`
    /// @param failure completes with a sentence when one of its parts has ended by itself
    public record Running(Credentials credentials, String kafka, CompletableFuture<String> failure) {}

    /// Starts everything on `folder`, which this process holds, and returns when the control plane can serve. Throws
    /// [CouldNotRun] when it does not come to that.
    public Running start(DataFolder folder) throws InterruptedException {
        ending.add(() -> close(folder));
        try {
            return startParts();
        } catch (IOException e) {
            throw new CouldNotRun("Paddock cannot start: " + e.getMessage(), e);
        }
    }

    private Running startParts() throws IOException, InterruptedException {
        refuseTakenPort();
        Files.createDirectories(layout.logs());
        var programs = new Programs(layout, settings, Ports.free());
        var address = new Address(ProcessHandle.current().pid(), URI.create(settings.url()), programs.health());
        address.write(layout);
        ending.add(this::forgetAddress);
        var credentials = Credentials.keep(layout, settings.url());
        if (!Files.exists(layout.folders())) {
            Files.writeString(layout.folders(), "");
        }

        say.accept("starting PostgreSQL…");
        LogFile.rotate(layout.logs().resolve("postgres.log"));
        var postgres = new PostgresServer(
                layout.postgres(), 0, layout.programs(), layout.logs().resolve("postgres.log"));
        ending.add(postgres::close);

        say.accept("starting Kafka…");
        var kafka = new KafkaBroker(layout.kafka());
        ending.add(kafka::close);

        say.accept("starting the control plane…");
        var controlPlane = started(programs.controlPlane(postgres, kafka), CONTROL_PLANE_PATIENCE);
        String containers = ReviewerImage.choose(layout, settings.environment(), say);
        awaitReady(controlPlane, programs);

        say.accept("starting the runner…");
        var agent = started(programs.runnerAgent(containers), AGENT_PATIENCE);
        return new Running(credentials, kafka.bootstrapServers(), failure(postgres, List.of(controlPlane, agent)));
    }

    private void refuseTakenPort() {
        if (!Ports.isFree(settings.port())) {
            throw new CouldNotRun(
                    "Port %d is in use by another program; set PADDOCK_PORT to a free one.".formatted(settings.port()));
        }
    }

    private ChildProcess started(Program program, Duration patience) throws IOException {
        var child = ChildProcess.start(program, settings.environment());
        ending.add(() -> child.stop(patience));
        return child;
    }

    private static void awaitReady(ChildProcess controlPlane, Programs programs) throws InterruptedException {
        long deadline = System.nanoTime() + READY_LIMIT.toNanos();
        try (var health = new Health()) {
            while (!health.isReady(programs.health())) {
                controlPlane.expectAlive(LOOK);
                if (System.nanoTime() - deadline > 0) {
                    throw new CouldNotRun("The control plane was not ready after %d s; see %s."
                            .formatted(
                                    READY_LIMIT.toSeconds(), programs.layout().logs()));
                }
            }
        }
    }

    private CompletableFuture<String> failure(PostgresServer postgres, List<ChildProcess> children) {
        var failure = new CompletableFuture<String>();
        onExit(postgres.onExit(), () -> failure.complete("PostgreSQL ended by itself" + hint()));
        children.forEach(child ->
                onExit(child.ended(), () -> failure.complete(child.ended().join())));
        KafkaBroker.onFatal(() -> failure.complete("Kafka cannot go on" + hint()));
        return failure;
    }

    private String hint() {
        long free = layout.data().toFile().getUsableSpace() >> 20;
        return " (the disk has %d MB left); see %s.".formatted(free, layout.logs());
    }

    private static void onExit(CompletableFuture<?> exit, Runnable then) {
        // Whoever waits for the failure learns of it; nobody waits for this.
        var _ = exit.thenRun(then);
    }

    private void forgetAddress() {
        try {
            Files.deleteIfExists(layout.address());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void close(DataFolder folder) {
        try {
            folder.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

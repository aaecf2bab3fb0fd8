package dev.paddock.runner.boot;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paddock.runner.controlplane.Backoff;
import dev.paddock.runner.controlplane.BootClock;
import dev.paddock.runner.controlplane.ControlPlane;
import dev.paddock.runner.controlplane.Server;
import dev.paddock.runner.enrolment.CredentialFile;
import dev.paddock.runner.enrolment.Enrolment;
import dev.paddock.runner.kubernetes.PodDeletionCost;
import dev.paddock.runner.review.ReviewTools;
import dev.paddock.runner.worker.Ending;
import dev.paddock.runner.worker.Worker;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One agent from its start to its end.
final class Agent implements AutoCloseable {

    private static final Duration FIRST = Duration.ofMillis(250);

    /// An agent that finds its control plane soon after it came back is worth a call every few seconds.
    private static final Duration CAP = Duration.ofSeconds(5);

    private static final Duration LOG_CAP = Duration.ofSeconds(2);

    private final ControlPlane controlPlane;
    private final Parts parts;
    private final Worker worker;
    private final @Nullable PodDeletionCost deletionCost;

    /// Throws [BadSettings] when it is to tell Kubernetes of its tasks, and may not.
    Agent(Settings settings, Parts parts, ObjectMapper json) throws BadSettings {
        this.deletionCost = deletionCost(settings.shift());
        RandomGenerator random = RandomGenerator.getDefault();
        BootClock clock = BootClock.system();
        Backoff backoff = new Backoff(FIRST, CAP, random);
        this.controlPlane = new ControlPlane(
                new Server(settings.url(), settings.key().text()), settings.runner(), json, clock, backoff);
        this.parts = parts;
        ReviewTools tools = new ReviewTools(
                controlPlane,
                parts.fetcher(),
                parts.containers(),
                parts.judge(),
                json,
                clock,
                InstantSource.system(),
                new Backoff(FIRST, LOG_CAP, random),
                List.of(settings.key().text()),
                parts.spool());
        this.worker = worker(settings.shift(), tools, backoff, enrolment(settings, json));
    }

    private static @Nullable PodDeletionCost deletionCost(Shift shift) throws BadSettings {
        if (shift.pod().isEmpty()) {
            return null;
        }
        try {
            return PodDeletionCost.of(shift.pod().get(), System.getenv());
        } catch (IOException e) {
            throw new BadSettings("PADDOCK_RUNNER_POD is set, but " + e.getMessage() + ".");
        }
    }

    private Worker worker(Shift shift, ReviewTools tools, Backoff backoff, @Nullable Enrolment enrolment) {
        IntConsumer file = shift.statusFile().<IntConsumer>map(StatusFile::new).orElse(tasks -> {});
        IntConsumer shown = deletionCost == null
                ? file
                : tasks -> {
                    file.accept(tasks);
                    deletionCost.accept(tasks);
                };
        return shift.once()
                .map(wait -> Worker.once(tools, backoff, shown, enrolment, wait))
                .orElseGet(() -> new Worker(tools, backoff, shown, enrolment));
    }

    private @Nullable Enrolment enrolment(Settings settings, ObjectMapper json) {
        CredentialFile file = new CredentialFile(settings.workdir().resolve("credential"), json);
        return settings.key().enrols()
                ? new Enrolment(controlPlane, settings.key().text(), file)
                : null;
    }

    /// Works until it is stopped or not wanted.
    Ending run() throws InterruptedException {
        worker.start();
        Ending ending = worker.awaitEnd();
        worker.stop(Duration.ZERO);
        return ending;
    }

    /// Makes [#run] end; `grace` as in [Worker#stop].
    void stop(Duration grace) throws InterruptedException {
        worker.stop(grace);
    }

    /// As [Worker#hurry].
    void hurry() {
        worker.hurry();
    }

    @Override
    public void close() {
        if (deletionCost != null) {
            deletionCost.close();
        }
        parts.containers().close();
        controlPlane.close();
    }
}

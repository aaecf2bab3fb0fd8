package dev.paddock.runner.boot;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paddock.runner.controlplane.Backoff;
import dev.paddock.runner.controlplane.BootClock;
import dev.paddock.runner.controlplane.ControlPlane;
import dev.paddock.runner.controlplane.Server;
import dev.paddock.runner.review.ReviewTools;
import dev.paddock.runner.worker.Ending;
import dev.paddock.runner.worker.Worker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;

/// One agent from its start to its end.
final class Agent implements AutoCloseable {

    private static final Duration FIRST = Duration.ofMillis(250);

    /// An agent that finds its control plane soon after it came back is worth a call every few seconds.
    private static final Duration CAP = Duration.ofSeconds(5);

    private static final Duration LOG_CAP = Duration.ofSeconds(2);

    private final ControlPlane controlPlane;
    private final Parts parts;
    private final Worker worker;

    Agent(Settings settings, Parts parts, ObjectMapper json) {
        RandomGenerator random = RandomGenerator.getDefault();
        BootClock clock = BootClock.system();
        Backoff backoff = new Backoff(FIRST, CAP, random);
        this.controlPlane =
                new ControlPlane(new Server(settings.url(), settings.key()), settings.runner(), json, clock, backoff);
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
                List.of(settings.key()),
                parts.spool());
        this.worker = new Worker(tools, backoff);
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
        parts.containers().close();
        controlPlane.close();
    }
}

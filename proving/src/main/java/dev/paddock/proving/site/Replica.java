package dev.paddock.proving.site;

import dev.paddock.standalone.CouldNotRun;
import dev.paddock.standalone.stack.Health;
import java.net.URI;
import java.time.Duration;

/// One control plane of a site: the same address over all its lives.
public final class Replica {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Duration LOOK = Duration.ofMillis(100);

    private final Program program;
    private final URI url;
    private final URI management;

    Replica(Program program, int port, int managementPort) {
        this.program = program;
        this.url = URI.create("http://127.0.0.1:" + port);
        this.management = URI.create("http://127.0.0.1:" + managementPort);
    }

    /// Its process, to be stopped, killed and paused.
    public Program program() {
        return program;
    }

    /// Where it serves the API.
    public URI url() {
        return url;
    }

    /// Where it serves health and metrics.
    public URI management() {
        return management;
    }

    /// Starts it, the first time or again, and returns when it is ready.
    public void start() throws InterruptedException {
        program.start();
        awaitReady();
    }

    /// Returns when it says that it can serve; throws [CouldNotRun] when it ends or takes longer than 90 s.
    public void awaitReady() throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        try (var health = new Health()) {
            while (!health.isReady(management.resolve("/q/health/ready"))) {
                program.expectAlive(LOOK);
                if (System.nanoTime() - deadline > 0) {
                    throw new CouldNotRun("The %s was not ready after %d s; see %s."
                            .formatted(program.name(), LIMIT.toSeconds(), program.log()));
                }
            }
        }
    }

    /// Whether it says now that it can serve.
    public boolean isReady() throws InterruptedException {
        try (var health = new Health()) {
            return health.isReady(management.resolve("/q/health/ready"));
        }
    }
}

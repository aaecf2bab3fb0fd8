package dev.paddock.proving.site;

import dev.paddock.standalone.CouldNotRun;
import dev.paddock.standalone.services.Ports;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// The site's Kafka: one data folder and one port over all its lives.
public final class Broker {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(50);

    private final int port = Ports.free();
    private final Program program;

    Broker(Launch launch, Path folder) {
        var arguments = List.of(
                folder.toString(),
                Integer.toString(port),
                Long.toString(ProcessHandle.current().pid()));
        program = launch.main("kafka", "proving", BrokerMain.class, arguments, Map.of());
    }

    /// What clients are given as `bootstrap.servers`.
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /// Its process, to be stopped, killed and paused.
    public Program program() {
        return program;
    }

    /// Starts it, the first time or again, and returns when it takes connections.
    public void start() throws InterruptedException {
        program.start();
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (Ports.isFree(port)) {
            program.expectAlive(LOOK);
            if (System.nanoTime() - deadline > 0) {
                throw new CouldNotRun(
                        "Kafka was not ready after %d s; see %s.".formatted(LIMIT.toSeconds(), program.log()));
            }
        }
    }
}

package dev.paddock.standalone.services;

import dev.paddock.standalone.CouldNotRun;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.jspecify.annotations.Nullable;

/// A real Kafka broker (KRaft, broker and controller in one) inside this process, on 127.0.0.1.
///
/// It runs from the constructor's return. It may be stopped and started again, or opened anew on the same folder: it
/// comes back with the same data and, for one object, on the same port. Not thread-safe. The broker ends this
/// process when its disk fails, unless [#onFatal] was told what to do instead.
public final class KafkaBroker implements AutoCloseable {

    private final Path folder;
    private final int port;
    private final Map<String, String> more;
    private @Nullable KafkaRaftServer server;

    /// Starts on a free port.
    public KafkaBroker(Path folder) {
        this(folder, 0);
    }

    /// Starts on `port`, 0 for a free one; throws [CouldNotRun] when the broker does not come up.
    public KafkaBroker(Path folder, int port) {
        this(folder, port, Map.of());
    }

    /// As above.
    ///
    /// @param more settings of Kafka, which take over from those that it has here
    public KafkaBroker(Path folder, int port, Map<String, String> more) {
        this.folder = folder.toAbsolutePath();
        this.port = port == 0 ? Ports.free() : port;
        this.more = Map.copyOf(more);
        start();
    }

    /// What clients are given as `bootstrap.servers`.
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /// The port of 127.0.0.1 that clients use.
    public int port() {
        return port;
    }

    /// Starts the broker again after [#stop()]; does nothing when it runs.
    public void start() {
        if (server != null) {
            return;
        }
        try {
            // On a thread of its own: a start that is interrupted half-way leaves Kafka's classes broken for good.
            server = CompletableFuture.supplyAsync(
                            this::started, Thread.ofPlatform().name("kafka-start")::start)
                    .join();
        } catch (CompletionException e) {
            throw new CouldNotRun("Kafka cannot start in " + folder + ": " + e.getCause(), e);
        }
    }

    private KafkaRaftServer started() {
        try {
            Folders.secret(folder);
            Map<String, String> settings = new HashMap<>(settings(Ports.free()));
            settings.putAll(more);
            var config = new KafkaConfig(settings, false);
            format();
            var fresh = new KafkaRaftServer(config, Time.SYSTEM);
            fresh.startup();
            return fresh;
        } catch (Exception e) {
            // Formatting and starting may throw whatever Kafka's many parts throw.
            throw new CompletionException(e);
        }
    }

    /// Stops the broker in order and keeps its data; does nothing when it does not run.
    public void stop() {
        if (server != null) {
            server.shutdown();
            server.awaitShutdown();
            server = null;
        }
    }

    @Override
    public void close() {
        stop();
    }

    /// What happens in place of the end of this process when the broker cannot go on, for example because its disk
    /// is full. Process-wide.
    public static void onFatal(Runnable action) {
        Exit.setHaltProcedure((code, message) -> action.run());
        Exit.setExitProcedure((code, message) -> action.run());
    }

    private void format() throws Exception {
        if (Files.exists(folder.resolve("meta.properties"))) {
            return;
        }
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .setNodeId(1)
                .setClusterId(Uuid.randomUuid().toString())
                .setControllerListenerName("CONTROLLER")
                .setMetadataLogDirectory(folder.toString())
                .setDirectories(List.of(folder.toString()))
                .setReleaseVersion(MetadataVersion.latestProduction())
                .run();
    }

    private Map<String, String> settings(int controllerPort) {
        return Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", "1"),
                Map.entry("log.dirs", folder.toString()),
                Map.entry(
                        "listeners",
                        "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(port, controllerPort)),
                Map.entry("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port),
                Map.entry("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
                Map.entry("controller.listener.names", "CONTROLLER"),
                Map.entry("controller.quorum.voters", "1@127.0.0.1:" + controllerPort),
                // One node holds the only replica of everything.
                Map.entry("default.replication.factor", "1"),
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("transaction.state.log.replication.factor", "1"),
                Map.entry("transaction.state.log.min.isr", "1"),
                Map.entry("share.coordinator.state.topic.replication.factor", "1"),
                Map.entry("share.coordinator.state.topic.min.isr", "1"),
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                Map.entry("auto.create.topics.enable", "false"),
                // Small: a few topics, a handful of clients.
                Map.entry("offsets.topic.num.partitions", "4"),
                Map.entry("transaction.state.log.num.partitions", "1"),
                Map.entry("share.coordinator.state.topic.num.partitions", "1"),
                Map.entry("num.network.threads", "2"),
                Map.entry("num.io.threads", "4"),
                Map.entry("background.threads", "2"),
                Map.entry("num.recovery.threads.per.data.dir", "1"),
                Map.entry("log.cleaner.threads", "1"),
                Map.entry("log.cleaner.dedupe.buffer.size", "2097152"),
                Map.entry("log.segment.bytes", "33554432"),
                // Made at this length, mapped and read whole; a segment of that size fills less than half of it.
                Map.entry("log.index.size.max.bytes", "262144"),
                Map.entry("log.retention.hours", "72"),
                // Nothing reads the metrics of this process.
                Map.entry("metric.reporters", ""));
    }
}

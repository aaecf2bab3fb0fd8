package dev.paddock.controlplane.event;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// How this server uses Kafka. The connection itself is `kafka.*`.
@ConfigMapping(prefix = "paddock.kafka")
public interface KafkaConfig {

    /// Make missing topics at start-up.
    @WithDefault("true")
    boolean createTopics();

    /// Partitions of a topic made here.
    @WithDefault("6")
    int partitions();

    /// Copies of a topic made here; the broker's own default when -1.
    @WithDefault("-1")
    short replication();

    /// The relay and the announcer look at the ledger this often, whatever wakes them.
    @WithDefault("1s")
    Duration look();

    /// Whom the broker knows this server as, where it wants to know.
    Optional<String> user();

    /// Of that user, read at start-up.
    Optional<Path> passwordFile();
}

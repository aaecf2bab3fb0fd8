package dev.paddock.controlplane.command;

import dev.paddock.controlplane.event.KafkaClients;
import dev.paddock.controlplane.event.TopicFeed;
import dev.paddock.controlplane.event.Topics;
import dev.paddock.controlplane.event.UrgentEvent;
import dev.paddock.controlplane.loop.Loop;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Singleton;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// Has runners told what concerns them. Woken by a commit here, by Kafka, by a new stream, and by the clock.
@Singleton
class CommandLoop {

    private final TellRunners tell;
    private final CommandConfig config;
    private final KafkaClients kafka;
    private final Topics topics;
    private @Nullable Loop loop;
    private @Nullable TopicFeed feed;

    CommandLoop(TellRunners tell, CommandConfig config, KafkaClients kafka, Topics topics) {
        this.tell = tell;
        this.config = config;
        this.kafka = kafka;
        this.topics = topics;
    }

    void start(@Observes StartupEvent event) {
        loop = Loop.start("commands", config.look(), tell::turn);
        feed = TopicFeed.start(
                "command hints", List.of(Topics.RUN_EVENTS, Topics.RUNNER_EVENTS), kafka, topics, this::hint);
    }

    void stop(@Observes ShutdownEvent event) {
        if (feed != null) {
            feed.close();
        }
        if (loop != null) {
            loop.close();
        }
    }

    void urgent(@Observes(during = TransactionPhase.AFTER_SUCCESS) UrgentEvent event) {
        wake();
    }

    /// Looks at the ledger now.
    void wake() {
        if (loop != null) {
            loop.wake();
        }
    }

    /// A look too many costs one statement, so nothing is parsed.
    private void hint(ConsumerRecord<String, String> event) {
        if (event.topic().equals(Topics.RUNNER_EVENTS)
                || String.valueOf(event.value()).contains("\"cancelled\"")) {
            wake();
        }
    }
}

package dev.paddock.controlplane.dispatch;

import dev.paddock.controlplane.claim.ClaimLoop;
import dev.paddock.controlplane.event.KafkaClients;
import dev.paddock.controlplane.event.Topics;
import dev.paddock.controlplane.loop.Loop;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// Hears, at every replica, of every task that became ready anywhere, and wakes the claim loop.
///
/// It reads the whole topic from its end and remembers nothing: what it misses, the claim loop's own look finds.
@Singleton
class TaskFeed {

    private static final Duration POLL = Duration.ofSeconds(1);

    private final KafkaClients clients;
    private final Topics topics;
    private final ClaimLoop claims;
    private @Nullable Loop loop;
    private @Nullable Consumer<String, String> consumer;

    TaskFeed(KafkaClients clients, Topics topics, ClaimLoop claims) {
        this.clients = clients;
        this.topics = topics;
        this.claims = claims;
    }

    void start(@Observes StartupEvent event) {
        loop = Loop.start("task feed", POLL, this::hear);
    }

    void stop(@Observes ShutdownEvent event) {
        if (loop != null) {
            loop.close();
        }
    }

    private boolean hear() throws InterruptedException {
        topics.await();
        Consumer<String, String> feed = consumer;
        try {
            if (feed == null) {
                feed = open();
                consumer = feed;
            }
            if (!feed.poll(POLL).isEmpty()) {
                claims.wake(ClaimLoop.Wake.KAFKA);
            }
            return true;
        } catch (RuntimeException e) {
            // A new consumer begins at the end again.
            if (feed != null) {
                consumer = null;
                feed.close();
            }
            throw e;
        }
    }

    private Consumer<String, String> open() {
        Consumer<String, String> feed = clients.consumer("");
        try {
            List<TopicPartition> partitions = feed.partitionsFor(Topics.TASKS).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            feed.assign(partitions);
            feed.seekToEnd(partitions);
            return feed;
        } catch (RuntimeException e) {
            feed.close();
            throw e;
        }
    }
}

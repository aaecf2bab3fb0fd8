package dev.paddock.controlplane.dispatch;

import dev.paddock.controlplane.claim.ClaimLoop;
import dev.paddock.controlplane.event.KafkaClients;
import dev.paddock.controlplane.event.TopicFeed;
import dev.paddock.controlplane.event.Topics;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Hears, at every replica, of every task that became ready anywhere, and wakes the claim loop. What it misses, the
/// claim loop's own look finds.
@Singleton
class TaskFeed {

    private final KafkaClients clients;
    private final Topics topics;
    private final ClaimLoop claims;
    private @Nullable TopicFeed feed;

    TaskFeed(KafkaClients clients, Topics topics, ClaimLoop claims) {
        this.clients = clients;
        this.topics = topics;
        this.claims = claims;
    }

    void start(@Observes StartupEvent event) {
        feed = TopicFeed.start(
                "task feed", List.of(Topics.TASKS), clients, topics, task -> claims.wake(ClaimLoop.Wake.KAFKA));
    }

    void stop(@Observes ShutdownEvent event) {
        if (feed != null) {
            feed.close();
        }
    }
}

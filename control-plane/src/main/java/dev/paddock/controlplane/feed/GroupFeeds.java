package dev.paddock.controlplane.feed;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paddock.controlplane.event.KafkaClients;
import dev.paddock.controlplane.event.Topics;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/// A [GroupFeed] for every [Group], as long as the server runs.
@Singleton
class GroupFeeds {

    private final KafkaClients clients;
    private final Topics topics;
    private final ObjectMapper json;
    private final DeadLetters deadLetters;
    private final List<Group> groups;
    private final List<GroupFeed> feeds = new ArrayList<>();

    GroupFeeds(
            KafkaClients clients, Topics topics, ObjectMapper json, DeadLetters deadLetters, @All List<Group> groups) {
        this.clients = clients;
        this.topics = topics;
        this.json = json;
        this.deadLetters = deadLetters;
        this.groups = groups;
    }

    synchronized void start(@Observes StartupEvent event) {
        groups.forEach(group -> feeds.add(start(group)));
    }

    /// All leave at once: each may take a while to say so.
    synchronized void stop(@Observes ShutdownEvent event) {
        List<Thread> closing = feeds.stream()
                .map(feed -> Thread.ofVirtual().start(feed::close))
                .toList();
        try {
            for (Thread thread : closing) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// A feed that runs until it is closed.
    GroupFeed start(Group group) {
        return GroupFeed.start(group, this);
    }

    KafkaClients clients() {
        return clients;
    }

    Topics topics() {
        return topics;
    }

    ObjectMapper json() {
        return json;
    }

    DeadLetters deadLetters() {
        return deadLetters;
    }
}

package dev.paddock.controlplane.feed;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paddock.controlplane.event.KafkaClients;
import dev.paddock.controlplane.event.Topics;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.Consumer;

/// Starts [GroupFeed]s.
@Singleton
public class GroupFeeds {

    private final KafkaClients clients;
    private final Topics topics;
    private final ObjectMapper json;
    private final DeadLetters deadLetters;

    GroupFeeds(KafkaClients clients, Topics topics, ObjectMapper json, DeadLetters deadLetters) {
        this.clients = clients;
        this.topics = topics;
        this.json = json;
        this.deadLetters = deadLetters;
    }

    /// A feed of this replica that runs until it is closed.
    ///
    /// @param group of consumers; every replica is a member
    /// @param names of topics of events
    /// @param handler gets what happened, as it stands on the topics; it knows repeats by itself. What it throws is
    ///     tried again when the ledger was away, else it ends the record among the dead letters
    public GroupFeed start(String group, List<String> names, Consumer<List<Happening>> handler) {
        return GroupFeed.start(group, names, this, handler);
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

package dev.paddock.controlplane.event;

import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/// A [Relay] for every [EventTable].
@Singleton
class Relays {

    private final List<EventTable> tables;
    private final EventNumbers numbers;
    private final KafkaClients clients;
    private final KafkaConfig config;
    private final Topics topics;
    private final List<Relay> relays = new ArrayList<>();

    Relays(
            @All List<EventTable> tables,
            EventNumbers numbers,
            KafkaClients clients,
            KafkaConfig config,
            Topics topics) {
        this.tables = tables;
        this.numbers = numbers;
        this.clients = clients;
        this.config = config;
        this.topics = topics;
    }

    synchronized void start(@Observes StartupEvent event) {
        tables.forEach(table -> relays.add(Relay.start(table, numbers, clients, topics, config.look())));
    }

    synchronized void stop(@Observes ShutdownEvent event) {
        relays.forEach(Relay::close);
    }

    synchronized void hurry(@Observes(during = TransactionPhase.AFTER_SUCCESS) UrgentEvent event) {
        relays.forEach(Relay::wake);
    }
}

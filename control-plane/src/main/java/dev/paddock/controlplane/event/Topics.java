package dev.paddock.controlplane.event;

import dev.paddock.controlplane.loop.Loop;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The topics, made where they are missing and allowed, as soon as Kafka answers.
@Singleton
public class Topics {

    /// Other systems ask for runs here.
    public static final String RUN_REQUESTS = "paddock.run-requests";
    /// Requests nobody could read, with the reason in a header.
    public static final String RUN_REQUESTS_DEAD = dead(RUN_REQUESTS);
    /// Hints that a task is ready; key: the lane.
    public static final String TASKS = "paddock.tasks";
    /// What happened to runs; key: the run's id.
    public static final String RUN_EVENTS = "paddock.run-events";
    /// What happened to runners; key: the runner's id.
    public static final String RUNNER_EVENTS = "paddock.runner-events";

    private static final Logger LOG = Logger.getLogger(Topics.class);
    private static final List<String> ALL = List.of(
            RUN_REQUESTS, RUN_REQUESTS_DEAD, TASKS, RUN_EVENTS, dead(RUN_EVENTS), RUNNER_EVENTS, dead(RUNNER_EVENTS));

    private final KafkaClients clients;
    private final KafkaConfig config;
    private final CompletableFuture<@Nullable Void> made = new CompletableFuture<>();
    private @Nullable Loop loop;

    Topics(KafkaClients clients, KafkaConfig config) {
        this.clients = clients;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        if (config.createTopics()) {
            loop = Loop.start("topics", Duration.ofSeconds(2), this::make);
        } else {
            made.complete(null);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        made.cancel(false);
        if (loop != null) {
            loop.close();
        }
    }

    /// Where those records of `topic` go that a consumer cannot read or handle.
    public static String dead(String topic) {
        return topic + ".dlq";
    }

    /// Waits until the topics are there, so that no consumer asks for one that is about to be made.
    public void await() throws InterruptedException {
        try {
            made.get();
        } catch (ExecutionException | CancellationException e) {
            throw new InterruptedException("stopped before Kafka answered");
        }
    }

    private boolean make() throws Exception {
        if (made.isDone()) {
            return false;
        }
        try (Admin admin = clients.admin()) {
            Set<String> present = admin.listTopics().names().get(5, TimeUnit.SECONDS);
            List<NewTopic> missing = ALL.stream()
                    .filter(name -> !present.contains(name))
                    .map(this::topic)
                    .toList();
            if (!missing.isEmpty()) {
                admin.createTopics(missing).all().get(5, TimeUnit.SECONDS);
                LOG.infof("made %d topics", missing.size());
            }
            made.complete(null);
        }
        return false;
    }

    private NewTopic topic(String name) {
        return new NewTopic(
                name,
                Optional.of(config.partitions()),
                config.replication() < 0 ? Optional.empty() : Optional.of(config.replication()));
    }
}

package dev.paddock.controlplane.dispatch;

import dev.paddock.controlplane.claim.ClaimLoop;
import dev.paddock.controlplane.event.KafkaClients;
import dev.paddock.controlplane.event.KafkaConfig;
import dev.paddock.controlplane.event.Topics;
import dev.paddock.controlplane.event.TracedRecord;
import dev.paddock.controlplane.loop.Gathering;
import dev.paddock.controlplane.loop.Loop;
import dev.paddock.controlplane.sql.Columns;
import dev.paddock.controlplane.sql.Json;
import dev.paddock.model.event.TaskQueued;
import dev.paddock.model.run.RunId;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// Queues ready tasks on [Topics#TASKS]. While Kafka is away the announcements wait in their table; a task announced
/// twice is a hint given twice.
@Singleton
class Announcer {

    private static final int BATCH = 500;
    // While there are many, hints are cheaper together: each journey to Kafka costs every replica one.
    private static final Duration APART = Duration.ofMillis(25);
    // Above the producer's own delivery timeout.
    private static final long SEND_SECONDS = 6;

    private record Announced(
            UUID id,
            RunId run,
            String lane,
            List<String> tags,
            boolean waits,
            @Nullable String trace) {}

    private final Jdbi jdbi;
    private final KafkaClients clients;
    private final KafkaConfig config;
    private final Topics topics;
    private final Json json;
    private final Gathering gathering = new Gathering(Duration.ZERO, APART);
    private @Nullable Loop loop;
    private @Nullable Producer<String, String> producer;

    Announcer(Jdbi jdbi, KafkaClients clients, KafkaConfig config, Topics topics, Json json) {
        this.jdbi = jdbi;
        this.clients = clients;
        this.config = config;
        this.topics = topics;
        this.json = json;
    }

    void start(@Observes StartupEvent event) {
        loop = Loop.start("announcer", config.look(), this::announce);
    }

    void stop(@Observes ShutdownEvent event) {
        if (loop != null) {
            loop.close();
        }
        if (producer != null) {
            producer.close(Duration.ofSeconds(1));
        }
    }

    void looked(@Observes ClaimLoop.Looked looked) {
        if (loop != null) {
            loop.wake();
        }
    }

    private boolean announce() throws Exception {
        topics.await();
        gathering.rest();
        gathering.begin();
        List<Announced> batch = unannounced();
        gathering.served(batch.size());
        if (batch.isEmpty()) {
            return false;
        }
        if (producer == null) {
            producer = clients.producer();
        }
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (Announced task : batch) {
            if (!task.waits()) {
                // Claimed already: there is nobody to be told.
                continue;
            }
            TaskQueued hint = new TaskQueued(TaskQueued.VERSION, task.id().toString(), task.run(), task.tags());
            sent.add(producer.send(TracedRecord.of(Topics.TASKS, task.lane(), json.write(hint), task.trace())));
        }
        for (Future<RecordMetadata> one : sent) {
            one.get(SEND_SECONDS, TimeUnit.SECONDS);
        }
        forget(batch.stream().map(Announced::id).toList());
        return batch.size() == BATCH;
    }

    private List<Announced> unannounced() {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select t.id, t.run_id, t.lane, t.tags, t.waits,
                            (select r.traceparent from run r where r.id = t.run_id) as trace
                        from (select task_id from announcement order by task_id limit :limit) a
                            cross join lateral (
                                select t.id, t.run_id, t.lane, t.tags, t.state = 'ready' as waits
                                from task t where t.id = a.task_id limit 1) t
                        """)
                .bind("limit", BATCH)
                .map((row, context) -> new Announced(
                        row.getObject("id", UUID.class),
                        new RunId(row.getString("run_id")),
                        row.getString("lane"),
                        Columns.texts(row, "tags"),
                        row.getBoolean("waits"),
                        row.getString("trace")))
                .list());
    }

    private void forget(List<UUID> ids) {
        jdbi.useHandle(handle -> handle.createUpdate("delete from announcement where task_id = any(:ids)")
                .bindArray("ids", UUID.class, ids)
                .execute());
    }
}

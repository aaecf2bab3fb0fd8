package dev.paddock.controlplane.event;

import dev.paddock.controlplane.loop.Loop;
import dev.paddock.controlplane.sql.Json;
import dev.paddock.model.event.RunEventRecord;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/// Numbers events and carries them to [Topics#RUN_EVENTS], at least once, each run's in order.
///
/// Two replicas that relay at once send doubles, which subscribers know by (run, seq). While Kafka is away the
/// events wait in their rows.
@Singleton
class Relay {

    private static final int BATCH = 500;
    // Above the producer's own delivery timeout.
    private static final long SEND_SECONDS = 6;

    private final EventStore events;
    private final KafkaClients clients;
    private final KafkaConfig config;
    private final Topics topics;
    private final Json json;
    private @Nullable Loop numbering;
    private @Nullable Loop sending;
    private @Nullable Producer<String, String> producer;

    Relay(EventStore events, KafkaClients clients, KafkaConfig config, Topics topics, Json json) {
        this.events = events;
        this.clients = clients;
        this.config = config;
        this.topics = topics;
        this.json = json;
    }

    void start(@Observes StartupEvent event) {
        numbering = Loop.start("event numbers", config.look(), this::number);
        sending = Loop.start("event relay", config.look(), this::send);
    }

    void stop(@Observes ShutdownEvent event) {
        if (numbering != null) {
            numbering.close();
        }
        if (sending != null) {
            sending.close();
        }
        if (producer != null) {
            producer.close(Duration.ofSeconds(1));
        }
    }

    private boolean number() {
        int numbered = events.number(BATCH);
        if (numbered > 0 && sending != null) {
            sending.wake();
        }
        return numbered == BATCH;
    }

    private boolean send() throws Exception {
        topics.await();
        List<RunEventRecord> batch = events.unrelayed(BATCH);
        if (batch.isEmpty()) {
            return false;
        }
        if (producer == null) {
            producer = clients.producer();
        }
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (RunEventRecord record : batch) {
            sent.add(producer.send(
                    new ProducerRecord<>(Topics.RUN_EVENTS, record.runId().value(), json.write(record))));
        }
        for (Future<RecordMetadata> one : sent) {
            one.get(SEND_SECONDS, TimeUnit.SECONDS);
        }
        events.relayed(batch.getLast().no());
        return batch.size() == BATCH;
    }
}

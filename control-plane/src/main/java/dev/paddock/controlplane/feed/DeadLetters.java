package dev.paddock.controlplane.feed;

import dev.paddock.controlplane.event.KafkaClients;
import dev.paddock.controlplane.event.Topics;
import dev.paddock.controlplane.trace.TraceContext;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Where records go that can never be handled: [Topics#dead] of their topic, with the reason and the place of the
/// record in headers.
@Singleton
public class DeadLetters {

    private static final Logger LOG = Logger.getLogger(DeadLetters.class);
    // Above the producer's own delivery timeout.
    private static final long SEND_SECONDS = 6;
    // After those that bury.
    private static final int LAST = 10_000;

    private final KafkaClients clients;
    private @Nullable Producer<String, String> producer;

    DeadLetters(KafkaClients clients) {
        this.clients = clients;
    }

    /// Returns when Kafka has the record; throws when it does not take it.
    public void bury(ConsumerRecord<String, String> record, String reason) throws Exception {
        try {
            send(record, record.key(), record.value(), reason);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof RecordTooLargeException)) {
                throw e;
            }
            // With its headers it is larger than a record may be; partition and offset say where it stands.
            send(record, null, null, reason);
        }
        LOG.warnf(
                "a record of %s was refused (partition %d, offset %d)",
                record.topic(), record.partition(), record.offset());
    }

    private void send(
            ConsumerRecord<String, String> record, @Nullable String key, @Nullable String value, String reason)
            throws Exception {
        ProducerRecord<String, String> dead = new ProducerRecord<>(Topics.dead(record.topic()), key, value);
        dead.headers()
                .add("reason", reason.getBytes(StandardCharsets.UTF_8))
                .add("partition", String.valueOf(record.partition()).getBytes(StandardCharsets.UTF_8))
                .add("offset", String.valueOf(record.offset()).getBytes(StandardCharsets.UTF_8));
        Header trace = record.headers().lastHeader(TraceContext.HEADER);
        if (trace != null) {
            dead.headers().add(trace);
        }
        opened().send(dead).get(SEND_SECONDS, TimeUnit.SECONDS);
    }

    private synchronized Producer<String, String> opened() {
        if (producer == null) {
            producer = clients.producer();
        }
        return producer;
    }

    synchronized void stop(@Observes @Priority(LAST) ShutdownEvent event) {
        if (producer != null) {
            producer.close(Duration.ofSeconds(1));
            producer = null;
        }
    }
}

package dev.paddock.controlplane.event;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/// Makes Kafka clients that never hold up anybody: Kafka carries, and nothing may wait for it.
@Singleton
public class KafkaClients {

    // A batch may name many repositories whose hosts no name service knows, at seconds each; who is thrown out of the
    // group for it would begin the batch again and again. A dead process is missed by its heartbeats, much sooner.
    private static final Duration MAX_POLL_INTERVAL = Duration.ofMinutes(30);

    private final Map<String, Object> connection;

    /// `connection` holds every `kafka.*` setting: servers, TLS, SASL.
    KafkaClients(@Identifier("default-kafka-broker") Map<String, Object> connection, KafkaConfig config) {
        this.connection = BrokerAccess.settings(connection, config);
    }

    /// A server whose settings cannot be right does not start.
    void start(@Observes @Priority(1) StartupEvent event) {
        // They were judged when this was made.
    }

    /// An idempotent producer, `acks=all`, that gives up on a record after 5 s.
    public Producer<String, String> producer() {
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class.getName());
        settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, StringSerializer.class.getName());
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 1000);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 2000);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 5000);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        return new KafkaProducer<>(settings);
    }

    /// A consumer that commits only what it is told to.
    ///
    /// @param group the consumer group; empty for one that assigns its partitions itself
    public Consumer<String, String> consumer(String group) {
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class.getName());
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class.getName());
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 500);
        if (group.isEmpty()) {
            settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        } else {
            settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
            settings.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, (int) MAX_POLL_INTERVAL.toMillis());
        }
        return new KafkaConsumer<>(settings);
    }

    /// For topics, and for what brokers say of themselves.
    public Admin admin() {
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, 3000);
        settings.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, 5000);
        return Admin.create(settings);
    }
}

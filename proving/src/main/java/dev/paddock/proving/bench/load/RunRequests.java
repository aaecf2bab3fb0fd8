package dev.paddock.proving.bench.load;

import dev.paddock.proving.site.Site;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/// Another system that asks for runs by records on the intake topic, with `acks=all`.
public final class RunRequests implements AutoCloseable {

    private static final String TOPIC = "paddock.run-requests";

    private final KafkaProducer<String, String> producer;

    public RunRequests(Site site) {
        producer = new KafkaProducer<>(Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, site.broker().bootstrapServers(),
                ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class.getName(),
                ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, StringSerializer.class.getName(),
                ProducerConfig.ACKS_CONFIG, "all",
                // Records of a burst travel together, as those of any busy producer.
                ProducerConfig.LINGER_MS_CONFIG, 5));
    }

    /// What a submission asks for, over HTTP and in a record.
    static String spec(String repository, String lane) {
        return "{\"repository\": \"%s\", \"commit\": \"%s\", \"scope\": \"all\", \"tags\": [\"%s\"]}"
                .formatted(repository, "a".repeat(40), lane);
    }

    /// Asks for `count` runs; returns when Kafka has them all.
    public void send(int count, String lane) {
        List<String> repositories = Repositories.names();
        for (int i = 0; i < count; i++) {
            String repository = repositories.get(i % repositories.size());
            // Nobody waits for a single one: flush() does for all, and the runs are counted.
            var _ = producer.send(new ProducerRecord<>(
                    TOPIC,
                    repository,
                    "{\"version\": 1, \"request_key\": \"%s\", \"run\": %s}"
                            .formatted(UUID.randomUUID(), spec(repository, lane))));
        }
        producer.flush();
    }

    @Override
    public void close() {
        producer.close();
    }
}

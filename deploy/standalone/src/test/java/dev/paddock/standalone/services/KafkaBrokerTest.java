package dev.paddock.standalone.services;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaBrokerTest {

    private static final TopicPartition PARTITION = new TopicPartition("kept", 0);

    @Test
    void recordsAreThereAfterARestartOnTheSamePort(@TempDir Path folder) throws Exception {
        try (var broker = new KafkaBroker(folder.resolve("a folder with ümlauts"))) {
            createTopic(broker);
            send(broker, "first");

            String address = broker.bootstrapServers();
            broker.stop();
            broker.start();

            assertThat(broker.bootstrapServers()).isEqualTo(address);
            send(broker, "second");
            assertThat(read(broker)).containsExactly("first", "second");
        }
    }

    private static void createTopic(KafkaBroker broker) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(PARTITION.topic(), 1, (short) 1)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
    }

    private static void send(KafkaBroker broker, String text) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers(), "acks", "all");
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(PARTITION.topic(), text)).get(20, TimeUnit.SECONDS);
        }
    }

    private static List<String> read(KafkaBroker broker) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", broker.bootstrapServers(), "auto.offset.reset", "earliest");
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(PARTITION));
            var texts = new java.util.ArrayList<String>();
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (texts.size() < 2 && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofSeconds(1)).forEach(row -> texts.add(row.value()));
            }
            return texts;
        }
    }
}

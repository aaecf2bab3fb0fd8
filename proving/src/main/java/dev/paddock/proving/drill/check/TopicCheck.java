package dev.paddock.proving.drill.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paddock.proving.site.Connections;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;

/// Reads `paddock.run-events` from its beginning as a subscriber does, and remembers every event.
public final class TopicCheck implements AutoCloseable {

    private static final String TOPIC = "paddock.run-events";
    private static final Duration POLL = Duration.ofMillis(200);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SeenEvents seen = new SeenEvents();
    private final List<Violation> violations = new ArrayList<>();
    private final List<String> secrets;
    private final KafkaConsumer<String, String> consumer;
    private final Thread thread;

    /// Begins to read.
    ///
    /// @param secrets that no event may show
    public TopicCheck(String bootstrapServers, List<String> secrets) {
        this.secrets = List.copyOf(secrets);
        var properties = new Properties();
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, "500");
        consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer());
        thread = Thread.ofPlatform().daemon().name("run-events").start(this::read);
    }

    private void read() {
        try {
            List<PartitionInfo> partitions = List.of();
            while (partitions.isEmpty()) {
                partitions = consumer.partitionsFor(TOPIC);
            }
            consumer.assign(partitions.stream()
                    .map(info -> new TopicPartition(TOPIC, info.partition()))
                    .toList());
            while (true) {
                consumer.poll(POLL).forEach(this::take);
            }
        } catch (WakeupException e) {
            // Nobody reads any more.
        } catch (KafkaException e) {
            complain("the topic cannot be read: " + e.getMessage());
        } finally {
            consumer.close();
        }
    }

    private synchronized void take(ConsumerRecord<String, String> record) {
        secrets.stream()
                .filter(record.value()::contains)
                .findFirst()
                .ifPresent(secret -> violations.add(Violation.of(Invariant.I6, "an event shows a secret")));
        try {
            JsonNode event = JSON.readTree(record.value());
            String run = event.path("runId").asText();
            if (!run.equals(record.key())) {
                complain("an event of " + run + " has the key " + record.key());
            }
            seen.take(run, event.path("seq").asInt(), event.path("event").toString())
                    .ifPresent(this::complain);
        } catch (JsonProcessingException e) {
            complain("an event is not JSON: " + e.getOriginalMessage());
        }
    }

    private synchronized void complain(String sentence) {
        violations.add(Violation.of(Invariant.I5, sentence));
    }

    /// Repeated records so far; each is allowed.
    public synchronized int doubles() {
        return seen.doubles();
    }

    /// Waits until every event that is now in the ledger has come; what was wrong since the last look.
    public List<Violation> look(Connections database, Duration patience) throws SQLException, InterruptedException {
        Map<String, Integer> expected = new HashMap<>();
        try (Connection connection = database.connect();
                ResultSet rows = connection.createStatement().executeQuery("select id, version from run")) {
            while (rows.next()) {
                expected.put(rows.getString(1), rows.getInt(2));
            }
        }
        long end = System.nanoTime() + patience.toNanos();
        List<String> missing = missing(expected);
        while (!missing.isEmpty() && System.nanoTime() < end) {
            Thread.sleep(POLL);
            missing = missing(expected);
        }
        synchronized (this) {
            List<Violation> found = new ArrayList<>(violations);
            violations.clear();
            if (!missing.isEmpty()) {
                String sentence = "events did not come within %d s: %s"
                        .formatted(
                                patience.toSeconds(), missing.stream().limit(5).toList());
                found.add(new Violation(Invariant.I5, missing.size(), sentence));
            }
            return found;
        }
    }

    private synchronized List<String> missing(Map<String, Integer> expected) {
        return seen.missing(expected);
    }

    @Override
    public void close() throws InterruptedException {
        consumer.wakeup();
        thread.join(Duration.ofSeconds(5));
    }
}

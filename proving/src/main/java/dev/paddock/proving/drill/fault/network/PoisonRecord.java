package dev.paddock.proving.drill.fault.network;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paddock.proving.drill.fault.Fault;
import dev.paddock.proving.drill.fault.Tasks;
import dev.paddock.proving.drill.fault.Trial;
import dev.paddock.proving.drill.runner.Script;
import dev.paddock.proving.drill.stage.Stage;
import dev.paddock.proving.drill.stage.Wait;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Records that nobody can read, on every topic that the control plane reads, and a good request behind them.
public final class PoisonRecord implements Fault {

    private static final String REQUESTS = "paddock.run-requests";
    private static final String DEAD = "paddock.run-requests.dlq";
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public String name() {
        return "poison-record";
    }

    @Override
    public String expectation() {
        return "bad records go to the dead letters with their reason, and what comes behind them is done";
    }

    @Override
    public void inject(Stage stage, Trial trial) throws Exception {
        int before = deadLetters(stage);
        long number = trial.random().nextLong(1_000_000_000);
        String branch = Script.work(Duration.ZERO, 1_000_000_000 + number);
        List<byte[]> poison = List.of(
                new byte[] {0, (byte) 0xff, '{'},
                text("{\"version\": 99, \"request_key\": \"a\", \"run\": {}}"),
                text("{\"version\": 1, \"request_key\": \"b%d\", \"run\": {\"repository\": 7}}".formatted(number)),
                text("[".repeat(5000)));
        Map<String, Object> run = new TreeMap<>(stage.simulatedRun());
        run.put("branch", branch);
        byte[] good = JSON.writeValueAsBytes(Map.of("version", 1, "request_key", "drill-" + number, "run", run));
        try (var producer =
                new KafkaProducer<>(settings(stage), new ByteArraySerializer(), new ByteArraySerializer())) {
            // One partition: what comes behind must get past them.
            for (byte[] bad : poison) {
                producer.send(new ProducerRecord<>(REQUESTS, 0, null, bad)).get(10, TimeUnit.SECONDS);
                producer.send(new ProducerRecord<>("paddock.tasks", 0, null, bad))
                        .get(10, TimeUnit.SECONDS);
            }
            producer.send(new ProducerRecord<>(REQUESTS, 0, null, good)).get(10, TimeUnit.SECONDS);
            // A repeat of the good one must not become another run.
            producer.send(new ProducerRecord<>(REQUESTS, 0, null, good)).get(10, TimeUnit.SECONDS);
        }
        boolean made = Wait.until(LIMIT, () -> !runs(stage, branch).isEmpty());
        trial.expect(made, "a good request behind bad ones was not taken within " + LIMIT.toSeconds() + " s");
        for (String id : runs(stage, branch)) {
            stage.promises().accepted(id);
            Tasks.awaitEnd(stage, id);
        }
        boolean buried = Wait.until(LIMIT, () -> deadLetters(stage) >= before + poison.size());
        trial.expect(
                buried,
                "of %d bad requests %d are dead letters with a reason"
                        .formatted(poison.size(), deadLetters(stage) - before));
    }

    private static List<String> runs(Stage stage, String branch) throws SQLException {
        return stage.site().database().texts("select id from run where branch = ?", branch);
    }

    private static Properties settings(Stage stage) {
        var settings = new Properties();
        settings.put(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, stage.site().broker().bootstrapServers());
        return settings;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// How many records with a header lie there.
    private static int deadLetters(Stage stage) {
        Properties settings = settings(stage);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(DEAD).stream()
                    .map(info -> new TopicPartition(DEAD, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            int found = 0;
            while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.getOrDefault(one, 0L))) {
                for (var record : consumer.poll(Duration.ofMillis(200))) {
                    found += record.headers().toArray().length > 0 ? 1 : 0;
                }
            }
            return found;
        }
    }
}

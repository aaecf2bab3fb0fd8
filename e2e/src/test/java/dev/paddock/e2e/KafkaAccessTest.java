package dev.paddock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Servers whose broker wants to know who they are, over TLS, told by the variables of docs/kafka.md.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KafkaAccessTest {

    private static final String EVENTS = "paddock.run-events";
    private static final String REQUESTS = "paddock.run-requests";

    private final GuardedBroker guarded;
    private final Path password;
    private final Cluster cluster;

    KafkaAccessTest(@TempDir Path folder) throws Exception {
        Path data = folder.toRealPath();
        guarded = GuardedBroker.start(data);
        password = data.resolve("kafka-password");
        cluster = new Cluster(data, guarded.broker(), guarded.settings(password));
    }

    @BeforeAll
    void start() throws Exception {
        cluster.startControlPlane();
    }

    @AfterAll
    void stop() throws Exception {
        cluster.close();
    }

    @Test
    void aServerWithTheRightPasswordMakesTopicsTellsEventsAndTakesRequests() throws Exception {
        Awaitility.await().atMost(Cluster.PATIENCE).until(() -> kafka(RestAssured.port), "up"::equals);
        assertThat(topics()).contains("paddock.tasks", EVENTS, REQUESTS, "paddock.runner-events");

        String run = Cluster.submit(commit(Map.of("repository", "https://example.com/owner/told")));
        awaitEventOf(run);

        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", guarded.broker().bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>(REQUESTS, "key", """
                            {"version": 1, "request_key": "by-kafka", "run": {"repository": "https://example.com/owner/asked",
                             "commit": "%s"}}""".formatted("b".repeat(40))))
                    .get();
        }
        Awaitility.await().atMost(Cluster.PATIENCE).until(() -> repositories().contains("owner/asked"));
    }

    @Test
    void aServerWithAWrongPasswordIsReadyAndItsRunsGoOn() throws Exception {
        int first = RestAssured.port;
        Files.writeString(password, "another password");
        int mistaken = cluster.startReplica();
        RestAssured.port = mistaken;
        try {
            ScriptedRunner runner = new ScriptedRunner("of-the-mistaken", "mistaken");
            String run = Cluster.submit(
                    commit(Map.of("repository", "https://example.com/owner/repo", "tags", List.of("mistaken"))));
            runner.finish(runner.claim());
            JsonPath ended = Cluster.ended(run);

            assertThat(ended.getString("status")).isEqualTo("success");
            Awaitility.await().atMost(Cluster.PATIENCE).until(() -> kafka(mistaken), "down"::equals);
            assertThat(Files.readString(cluster.data().resolve("control-plane-" + mistaken + ".log")))
                    .contains("Authentication failed");
            // Who may, tells what happened at the other.
            assertThat(kafka(first)).isEqualTo("up");
            awaitEventOf(run);
        } finally {
            RestAssured.port = first;
            Files.writeString(password, GuardedBroker.PASSWORD);
        }
    }

    private static Map<String, Object> commit(Map<String, Object> of) {
        Map<String, Object> body = new HashMap<>(of);
        body.put("commit", "a".repeat(40));
        return body;
    }

    private static String kafka(int port) {
        return RestAssured.given()
                .port(port)
                .get("/api/healthz")
                .then()
                .statusCode(200)
                .extract()
                .path("kafka");
    }

    private static List<String> repositories() {
        return Cluster.admin()
                .get("/v1/repositories?per_page=100")
                .then()
                .extract()
                .path("data.name");
    }

    private Set<String> topics() throws Exception {
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", guarded.broker().bootstrapServers()))) {
            return new HashSet<>(admin.listTopics().names().get());
        }
    }

    /// Until subscribers hear of the run.
    private void awaitEventOf(String run) {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", guarded.broker().bootstrapServers());
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(EVENTS).stream()
                    .map(info -> new TopicPartition(EVENTS, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Awaitility.await().atMost(Cluster.PATIENCE).until(() -> {
                boolean[] found = {false};
                consumer.poll(Duration.ofMillis(200)).forEach(record -> found[0] |= run.equals(record.key()));
                return found[0];
            });
        }
    }
}

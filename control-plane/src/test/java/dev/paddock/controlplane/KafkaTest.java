package dev.paddock.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;

import dev.paddock.controlplane.event.KafkaClients;
import dev.paddock.controlplane.event.Topics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@AtTwoReplicas
@QuarkusTestResource(RealServices.class)
class KafkaTest {

    private final String lane = Server.lane();
    private final KafkaClients kafka;
    private final Topics topics;
    private final Jdbi ledger;

    KafkaTest(KafkaClients kafka, Topics topics, Jdbi ledger) {
        this.kafka = kafka;
        this.topics = topics;
        this.ledger = ledger;
    }

    @BeforeEach
    void topicsAreThere() throws Exception {
        topics.await();
    }

    @Test
    void aRequestOnTheTopicIsARunAndItsRepeatTheSame() throws Exception {
        String key = UUID.randomUUID().toString();
        String record = """
                {"version": 1, "request_key": "%s", "run": {"repository": "https://example.com/owner/repo",
                 "commit": "%s", "tags": ["%s"]}}
                """.formatted(key, Server.COMMIT, lane);
        send(Topics.RUN_REQUESTS, record);
        send(Topics.RUN_REQUESTS, record);
        String last = UUID.randomUUID().toString();
        send(Topics.RUN_REQUESTS, record.replace(key, last));

        Awaitility.await().untilAsserted(() -> assertThat(requested(last)).hasSize(1));
        assertThat(requested(key)).hasSize(1);
        String runner = Server.register(lane, 10);
        List<String> claimed = Server.poll(runner, 10, 0).path("data.runId");
        assertThat(claimed)
                .containsExactlyInAnyOrder(
                        requested(key).getFirst(), requested(last).getFirst());
    }

    @Test
    void aRequestNobodyCanReadGoesToTheDeadLettersAndHoldsUpNothing() throws Exception {
        String marker = UUID.randomUUID().toString();
        send(Topics.RUN_REQUESTS, "no json " + marker);
        send(Topics.RUN_REQUESTS, "{\"version\": 9, \"request_key\": \"" + marker + "\", \"run\": {}}");
        send(
                Topics.RUN_REQUESTS,
                "{\"version\": 1, \"request_key\": \"" + marker + "\", \"run\": {\"repository\": \"no/such\"}}");

        List<String> reasons = read(Topics.RUN_REQUESTS_DEAD, marker, 3).stream()
                .map(record -> new String(record.headers().lastHeader("reason").value(), StandardCharsets.UTF_8))
                .toList();
        assertThat(reasons)
                .hasSize(3)
                .anyMatch(reason -> reason.contains("not the JSON"))
                .anyMatch(reason -> reason.contains("version must be 1"))
                .anyMatch(reason -> reason.contains("not registered"));
    }

    @Test
    void aRequestThatItsRepositoryMayNotHaveIsRefusedLikeAnyOther() throws Exception {
        Settings.Repository repository = Settings.repository();
        Server.admin()
                .body(Map.of("limits", Map.of("runs_per_month", 0)))
                .patch("/v1/repositories/" + repository.id())
                .then()
                .statusCode(200);
        String marker = UUID.randomUUID().toString();
        send(Topics.RUN_REQUESTS, """
                {"version": 1, "request_key": "%s", "run": {"repository": "%s", "commit": "%s"}}
                """.formatted(marker, repository.id(), Server.COMMIT));

        ConsumerRecord<String, String> dead =
                read(Topics.RUN_REQUESTS_DEAD, marker, 1).getFirst();
        assertThat(new String(dead.headers().lastHeader("reason").value(), StandardCharsets.UTF_8))
                .contains(repository.name() + " has had 0 runs this month, of 0");
        // The key is free for when there is room.
        assertThat(requested(marker)).isEmpty();
    }

    @Test
    void aRequestTooLargeForTheDeadLettersHoldsUpNothing() throws Exception {
        String marker = UUID.randomUUID().toString();
        // Just below the most that a producer sends: with the reason it is above.
        send(Topics.RUN_REQUESTS, "x".repeat((1 << 20) - 90));
        try (Producer<String, String> producer = kafka.producer()) {
            ProducerRecord<String, String> record =
                    new ProducerRecord<>(Topics.RUN_REQUESTS, "key", """
                    {"version": 1, "request_key": "%s", "run": {"repository": "https://example.com/owner/repo",
                     "commit": "%s", "tags": ["%s"]}}
                    """.formatted(marker, Server.COMMIT, lane));
            record.headers().add("traceparent", new byte[] {0, 1, 2});
            producer.send(record).get(10, TimeUnit.SECONDS);
        }

        Awaitility.await().untilAsserted(() -> assertThat(requested(marker)).hasSize(1));
    }

    @Test
    void textThatCannotBeStoredIsCleanedInARequestToo() throws Exception {
        String marker = UUID.randomUUID().toString();
        String request = """
                {"version": 1, "request_key": "%s\\u0000\\ud800", "run": {"repository": "https://example.com/owner/\\u0000repo",
                 "commit": "%s", "tags": ["%s"], "trigger": {"type": "api", "event": "a\\u0000b\\udc00"},
                 "config": {"ai": {"k\\u0000": ["v\\udfff"]}}}}
                """.formatted(marker, Server.COMMIT, lane);
        send(Topics.RUN_REQUESTS, request);
        // The character itself is no JSON.
        send(Topics.RUN_REQUESTS, request.replace(marker, "raw\0" + marker));

        Awaitility.await()
                .untilAsserted(() -> assertThat(requested(marker + "\uFFFD")).hasSize(1));
        assertThat(Server.run(requested(marker + "\uFFFD").getFirst()).getString("trigger.event"))
                .isEqualTo("ab\uFFFD");
        String runner = Server.register(lane, 10);
        Server.poll(runner, 10, 0).then().body("data.ai.k", contains(List.of("v\uFFFD")));
        ConsumerRecord<String, String> dead =
                read(Topics.RUN_REQUESTS_DEAD, "raw\0" + marker, 1).getFirst();
        assertThat(new String(dead.headers().lastHeader("reason").value(), StandardCharsets.UTF_8))
                .contains("not the JSON");
    }

    @Test
    void subscribersHearARunsEventsInOrder() {
        String runner = Server.register(lane, 1);
        String run = Server.submit(lane);
        Server.result(Server.claim(runner), Server.review(runner, "info"))
                .then()
                .statusCode(200);

        List<JsonPath> events = read(Topics.RUN_EVENTS, run, 3).stream()
                .map(record -> JsonPath.from(record.value()))
                .toList();
        assertThat(events.stream().map(event -> event.getLong("seq")).distinct())
                .containsExactly(1L, 2L, 3L);
        assertThat(events.getLast().getString("event.status")).isEqualTo("success");
    }

    @Test
    void readyTasksAreAnnounced() {
        String run = Server.submit(lane);

        assertThat(read(Topics.TASKS, run, 1).getFirst().key()).isEqualTo(lane);
    }

    @Test
    void nothingStopsWhileKafkaIsAwayAndEventsFollow() {
        String runner = Server.register(lane, 1);
        String run;
        RealServices.broker().stop();
        try {
            run = Server.submit(lane);
            String task = Server.claim(runner);
            Server.status(task, "reviewing").then().statusCode(200);
            Server.logs(task, 1, List.of("without Kafka")).then().statusCode(200);
            Server.result(task, Server.review(runner, "info")).then().statusCode(200);
            assertThat(Server.gate(run).getString("status")).isEqualTo("passed");
        } finally {
            RealServices.broker().start();
        }
        Server.admin().get("/v1/runs/" + run + "/events").then().body("seq", contains(1, 2, 3));
        List<Long> seqs = read(Topics.RUN_EVENTS, run, 3).stream()
                .map(record -> JsonPath.from(record.value()).getLong("seq"))
                .distinct()
                .toList();
        assertThat(seqs).containsExactly(1L, 2L, 3L);
    }

    private List<String> requested(String key) {
        return ledger.withHandle(handle -> handle.createQuery("select run_id from idempotency_key where key = :key")
                .bind("key", key)
                .mapTo(String.class)
                .list());
    }

    private void send(String topic, String value) throws Exception {
        try (Producer<String, String> producer = kafka.producer()) {
            producer.send(new ProducerRecord<>(topic, "key", value)).get(10, TimeUnit.SECONDS);
        }
    }

    /// The first records of a topic that mention `marker`, at least `count`.
    private List<ConsumerRecord<String, String>> read(String topic, String marker, int count) {
        List<ConsumerRecord<String, String>> found = new ArrayList<>();
        try (Consumer<String, String> consumer = kafka.consumer("")) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
                    if (record.value() != null && record.value().contains(marker)) {
                        found.add(record);
                    }
                }
                return found.size() >= count;
            });
        }
        return found;
    }
}

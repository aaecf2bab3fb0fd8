package dev.paddock.controlplane;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;

import dev.paddock.controlplane.event.KafkaClients;
import dev.paddock.controlplane.event.Topics;
import dev.paddock.controlplane.trace.TraceContext;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// One trace, from a caller to a runner and back.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class TraceTest {

    private static final String CALLERS_STEP = "b7ad6b7169203331";

    private final String lane = Server.lane();
    private final String trace =
            HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()) + "8448eb211c80319c";
    private final KafkaClients kafka;
    private final Topics topics;

    TraceTest(KafkaClients kafka, Topics topics) {
        this.kafka = kafka;
        this.topics = topics;
    }

    @BeforeEach
    void topicsAreThere() throws Exception {
        topics.await();
    }

    @Test
    void aTraceGoesFromTheSubmissionToTheRunnerAndBack() {
        String runner = Server.register(lane, 1);
        String run = Server.admin()
                .header("traceparent", "00-" + trace + "-" + CALLERS_STEP + "-01")
                .body(Map.of(
                        "repository", "https://example.com/owner/repo", "commit", Server.COMMIT, "tags", List.of(lane)))
                .post("/v1/runs")
                .then()
                .statusCode(202)
                .extract()
                .path("id");

        JsonPath task = Server.poll(runner, 1, 20).jsonPath();
        TraceContext carried =
                TraceContext.parse(task.getString("data[0].traceparent")).orElseThrow();
        assertThat(carried.traceId()).isEqualTo(trace);
        // Nobody records a step of ours between the caller's and the runner's.
        assertThat(carried.parentId()).isEqualTo(CALLERS_STEP);
        assertThat(carried.flags()).isEqualTo("01");
        status(carried, task.getString("data[0].id"), "reviewing").then().statusCode(200);
        status(carried, task.getString("data[0].id"), "cloning")
                .then()
                .statusCode(409)
                .body("traceId", equalTo(trace));
        assertThat(traces(Topics.TASKS, run, 1)).allMatch(carried::equals);
        assertThat(traces(Topics.RUN_EVENTS, run, 2)).allMatch(carried::equals);
    }

    private static Response status(TraceContext trace, String task, String phase) {
        RequestSpecification runner = given().header("x-api-key", RealServices.RUNNER_KEY)
                .contentType(ContentType.JSON)
                .header("traceparent", trace.text());
        return runner.body(Map.of("status", phase)).post("/api/runners/tasks/" + task + "/status");
    }

    @Test
    void aTraceGoesFromARecordToTheRunner() throws Exception {
        String runner = Server.register(lane, 1);
        ProducerRecord<String, String> record =
                new ProducerRecord<>(Topics.RUN_REQUESTS, "key", """
                {"version": 1, "request_key": "%s", "run": {"repository": "https://example.com/owner/repo",
                 "commit": "%s", "tags": ["%s"]}}
                """.formatted(UUID.randomUUID(), Server.COMMIT, lane));
        record.headers()
                .add("traceparent", ("00-" + trace + "-" + CALLERS_STEP + "-00").getBytes(StandardCharsets.US_ASCII));
        try (Producer<String, String> producer = kafka.producer()) {
            producer.send(record).get(10, TimeUnit.SECONDS);
        }

        String carried = Server.poll(runner, 1, 30).path("data[0].traceparent");
        assertThat(carried).contains(trace);
    }

    @Test
    void whoNamesNoTraceGetsOne() {
        String runner = Server.register(lane, 1);
        Server.submit(lane);

        String carried = Server.poll(runner, 1, 20).path("data[0].traceparent");
        assertThat(TraceContext.parse(carried)).isPresent();
        Server.admin()
                .get("/v1/runs/none")
                .then()
                .statusCode(404)
                .body("traceId", matchesPattern("(?!0{32})[0-9a-f]{32}"));
    }

    /// The traces of the first `count` records that mention `run`.
    private List<TraceContext> traces(String topic, String run, int count) {
        List<TraceContext> found = new ArrayList<>();
        try (Consumer<String, String> consumer = kafka.consumer("")) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
                    if (record.value() != null && record.value().contains(run)) {
                        byte[] header =
                                record.headers().lastHeader("traceparent").value();
                        found.add(TraceContext.parse(new String(header, StandardCharsets.US_ASCII))
                                .orElseThrow());
                    }
                }
                return found.size() >= count;
            });
        }
        return found;
    }
}

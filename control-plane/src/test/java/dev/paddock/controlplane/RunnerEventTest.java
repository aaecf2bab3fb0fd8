package dev.paddock.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.event.KafkaClients;
import dev.paddock.controlplane.event.Topics;
import dev.paddock.model.event.RunnerEvent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What subscribers of `paddock.runner-events` hear.
@QuarkusTest
@AtTwoReplicas
@QuarkusTestResource(RealServices.class)
class RunnerEventTest {

    private final String lane = Server.lane();
    private final KafkaClients kafka;
    private final Topics topics;
    private final Jdbi ledger;

    RunnerEventTest(KafkaClients kafka, Topics topics, Jdbi ledger) {
        this.kafka = kafka;
        this.topics = topics;
        this.ledger = ledger;
    }

    @BeforeEach
    void topicsAreThere() throws Exception {
        topics.await();
    }

    @Test
    void aRunnersLifeIsToldInOrder() {
        String runner = Server.register(lane, 1);
        Server.submit(lane);
        String task = Server.claim(runner);
        Server.admin().post("/api/runners/" + runner + "/drain").then().statusCode(200);
        Server.admin().post("/api/runners/" + runner + "/drain").then().statusCode(200);
        assertThat(types(runner)).doesNotContain(RunnerEvent.Drained.TYPE);
        Server.runner()
                .body("{}")
                .post("/api/runners/tasks/" + task + "/return")
                .then()
                .statusCode(200);
        Awaitility.await().until(() -> types(runner).contains(RunnerEvent.Drained.TYPE));
        Server.admin().delete("/api/runners/" + runner + "/drain").then().statusCode(200);
        Server.runner().delete("/api/runners/" + runner).then().statusCode(200);
        Server.admin().delete("/api/runners/" + runner).then().statusCode(200);

        List<JsonPath> events = read(runner, seen -> distinct(seen).size() == 6).stream()
                .map(record -> JsonPath.from(record.value()))
                .toList();
        assertThat(events.stream().map(event -> event.getString("event.type")).distinct())
                .containsExactly(
                        RunnerEvent.Registered.TYPE,
                        RunnerEvent.Online.TYPE,
                        RunnerEvent.Draining.TYPE,
                        RunnerEvent.Drained.TYPE,
                        RunnerEvent.Resumed.TYPE,
                        RunnerEvent.Deregistered.TYPE);
    }

    @Test
    void aRunnerThatFallsSilentAndComesBackIsTold() {
        String runner = Server.register(lane, 1);
        ledger.useHandle(handle -> handle.execute(
                "update runner set registered_at = now() - interval '1 hour', last_heartbeat_at = null where id = ?",
                runner));
        Awaitility.await().until(() -> types(runner).contains(RunnerEvent.Offline.TYPE));

        Server.heartbeat(runner, List.of()).then().statusCode(200);

        Awaitility.await()
                .untilAsserted(() -> assertThat(types(runner))
                        .containsExactly(
                                RunnerEvent.Registered.TYPE,
                                RunnerEvent.Online.TYPE,
                                RunnerEvent.Offline.TYPE,
                                RunnerEvent.Online.TYPE));
    }

    @Test
    void whatCannotBeSentHoldsBackWhatFollowsAndNothingIsLost() {
        String runner = Server.register(lane, 1);
        // More than a producer sends.
        event(runner, 10, "x".repeat(1 << 20));
        event(runner, 11, "small");
        Awaitility.await().until(() -> numbered(runner) == 4);
        List<Long> before = distinct(read(runner, seen -> distinct(seen).containsAll(List.of(1L, 2L))));

        ledger.useHandle(handle -> handle.execute(
                "update runner_event set body = ?::jsonb where runner_id = ? and seq = 10", body("fits"), runner));

        List<Long> seqs = distinct(read(runner, seen -> seqs(seen).contains(11L)));
        assertThat(before).containsExactly(1L, 2L);
        assertThat(seqs).containsExactly(1L, 2L, 10L, 11L);
    }

    private long numbered(String runner) {
        return ledger.withHandle(
                handle -> handle.createQuery("select count(no) from runner_event where runner_id = :id")
                        .bind("id", runner)
                        .mapTo(Long.class)
                        .one());
    }

    private void event(String runner, long seq, String name) {
        ledger.useHandle(handle -> handle.execute(
                "insert into runner_event (runner_id, seq, type, at, body) values (?, ?, 'runner.registered',"
                        + " clock_timestamp(), ?::jsonb)",
                runner,
                seq,
                body(name)));
    }

    private static String body(String name) {
        return "{\"type\": \"runner.registered\", \"name\": \"%s\", \"version\": \"1\", \"maxConcurrency\": 1, \"tags\": []}"
                .formatted(name);
    }

    private List<String> types(String runner) {
        return ledger.withHandle(
                handle -> handle.createQuery("select type from runner_event where runner_id = :id order by seq")
                        .bind("id", runner)
                        .mapTo(String.class)
                        .list());
    }

    private static List<Long> seqs(List<ConsumerRecord<String, String>> records) {
        return records.stream()
                .map(record -> JsonPath.from(record.value()).getLong("seq"))
                .toList();
    }

    private static List<Long> distinct(List<ConsumerRecord<String, String>> records) {
        return seqs(records).stream().distinct().toList();
    }

    /// The runner's records, from the first until there are `enough`.
    private List<ConsumerRecord<String, String>> read(
            String runner, Predicate<List<ConsumerRecord<String, String>>> enough) {
        List<ConsumerRecord<String, String>> found = new ArrayList<>();
        try (Consumer<String, String> consumer = kafka.consumer("")) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.RUNNER_EVENTS).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> {
                    if (runner.equals(record.key())) {
                        found.add(record);
                    }
                });
                return enough.test(found);
            });
        }
        return found;
    }
}

package dev.paddock.controlplane.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.Server;
import dev.paddock.controlplane.event.KafkaClients;
import dev.paddock.controlplane.event.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Many requests at once.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class IntakeBurstTest {

    private static final int BURST = 50_000;

    private final String lane = Server.lane();
    private final String burst = UUID.randomUUID().toString();
    private final Intake intake;
    private final KafkaClients kafka;
    private final Topics topics;
    private final Jdbi ledger;
    private final MeterRegistry meters;

    IntakeBurstTest(Intake intake, KafkaClients kafka, Topics topics, Jdbi ledger, MeterRegistry meters) {
        this.intake = intake;
        this.kafka = kafka;
        this.topics = topics;
        this.ledger = ledger;
        this.meters = meters;
    }

    @Test
    void aBurstIsTakenInOrderOnceAndBesideOtherSubmissions() throws Exception {
        topics.await();
        double accepted = accepted();
        intake.stop(new ShutdownEvent());
        Map<Integer, List<String>> sent = send();
        intake.start(new StartupEvent());

        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(30))
                .until(() -> taken() > 0);
        List<String> beside = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            beside.add(Server.submit(lane));
        }
        intake.stop(new ShutdownEvent());
        int atTheStop = taken();
        intake.start(new StartupEvent());

        Awaitility.await()
                .atMost(Duration.ofSeconds(120))
                .untilAsserted(() -> assertThat(taken()).isEqualTo(BURST));
        Map<String, String> runs = runs();
        assertThat(runs).hasSize(BURST);
        assertThat(atTheStop).isLessThan(BURST);
        // Ids ascend in the order in which runs were accepted: these did not wait for the end of the burst.
        assertThat(beside).allMatch(run -> run.compareTo(Collections.max(runs.values())) < 0);
        sent.forEach((partition, keys) -> assertThat(keys.stream().map(runs::get))
                .as("partition " + partition)
                .isSorted());
        assertThat(count("select count(*) from run where tags = array[:lane]::text[]"))
                .isEqualTo(BURST + beside.size());
        Awaitility.await().untilAsserted(() -> {
            assertThat(accepted() - accepted).isGreaterThanOrEqualTo(BURST);
            assertThat(meters.get("paddock.intake.lag").gauge().value()).isZero();
        });
    }

    /// Nobody serves these runs, and other tests need not look at them.
    @AfterEach
    void forget() {
        ledger.useHandle(handle -> handle.createUpdate("""
                        update task set state = 'cancelled', finished_at = now() where lane = :lane
                        """).bind("lane", lane).execute());
    }

    /// Returns the request keys of each partition, in their order.
    private Map<Integer, List<String>> send() throws Exception {
        Map<String, Future<RecordMetadata>> sending = new HashMap<>();
        try (Producer<String, String> producer = kafka.producer()) {
            for (int i = 0; i < BURST; i++) {
                String key = burst + "-" + i;
                sending.put(key, producer.send(new ProducerRecord<>(Topics.RUN_REQUESTS, key, """
                        {"version": 1, "request_key": "%s", "run": {"repository": "https://example.com/owner/repo",
                         "commit": "%s", "tags": ["%s"]}}
                        """.formatted(
                                key, Server.COMMIT, lane))));
            }
        }
        Map<Integer, Map<Long, String>> byOffset = new HashMap<>();
        for (Map.Entry<String, Future<RecordMetadata>> one : sending.entrySet()) {
            RecordMetadata place = one.getValue().get(10, TimeUnit.SECONDS);
            byOffset.computeIfAbsent(place.partition(), partition -> new TreeMap<>())
                    .put(place.offset(), one.getKey());
        }
        Map<Integer, List<String>> keys = new HashMap<>();
        byOffset.forEach((partition, records) -> keys.put(partition, List.copyOf(records.values())));
        return keys;
    }

    private int taken() {
        return ledger.withHandle(
                handle -> handle.createQuery("select count(*) from idempotency_key where key like :burst")
                        .bind("burst", burst + "-%")
                        .mapTo(Integer.class)
                        .one());
    }

    /// The run of each request key of the burst.
    private Map<String, String> runs() {
        Map<String, String> runs = new HashMap<>();
        ledger.useHandle(handle -> handle.createQuery("select key, run_id from idempotency_key where key like :burst")
                .bind("burst", burst + "-%")
                .map((row, context) -> Map.entry(row.getString("key"), row.getString("run_id")))
                .forEach(run -> runs.put(run.getKey(), run.getValue())));
        return runs;
    }

    private double accepted() {
        return meters.get("paddock.intake.records")
                .tag("outcome", "accepted")
                .counter()
                .count();
    }

    private int count(String query) {
        return ledger.withHandle(handle -> handle.createQuery(query)
                .bind("lane", lane)
                .mapTo(Integer.class)
                .one());
    }
}

package dev.paddock.controlplane.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.event.KafkaClients;
import dev.paddock.controlplane.event.Topics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Consumer groups over events.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
@Timeout(120)
class GroupFeedTest {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final String group = "test-" + UUID.randomUUID();
    private final String runner = "runner-" + UUID.randomUUID();
    private final List<Happening> handled = new CopyOnWriteArrayList<>();
    private final GroupFeeds feeds;
    private final KafkaClients kafka;
    private final Topics topics;

    GroupFeedTest(GroupFeeds feeds, KafkaClients kafka, Topics topics) {
        this.feeds = feeds;
        this.kafka = kafka;
        this.topics = topics;
    }

    @BeforeEach
    void topicsAreThere() throws Exception {
        topics.await();
    }

    private GroupFeed start(Consumer<List<Happening>> handler) {
        return feeds.start(new Group(group, List.of(Topics.RUNNER_EVENTS), all -> {
            List<Happening> own =
                    all.stream().filter(one -> one.subject().equals(runner)).toList();
            if (!own.isEmpty()) {
                handler.accept(own);
                handled.addAll(own);
            }
        }));
    }

    @Test
    void whatNobodyCanReadOrHandleIsBuriedAndHoldsUpNothing() throws Exception {
        send(event(1), "no json " + runner, "{\"version\": 2}", event(2), event(3));
        try (GroupFeed feed = start(own -> {
            if (own.stream().anyMatch(one -> one.seq() == 2)) {
                throw new IllegalArgumentException("not this one");
            }
        })) {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> handled.stream().map(Happening::seq).toList().equals(List.of(1L, 3L)));
            assertThat(handled.getFirst().type()).isEqualTo("runner.online");
            assertThat(feed).isNotNull();
        }
        List<String> reasons = new ArrayList<>();
        for (ConsumerRecord<String, String> dead : dead(3)) {
            reasons.add(new String(dead.headers().lastHeader("reason").value(), StandardCharsets.UTF_8));
        }
        assertThat(reasons).anyMatch(reason -> reason.contains("version 1")).anyMatch(reason -> reason.contains(group));
    }

    @Test
    void whileTheLedgerIsAwayTheBatchIsTriedAgainAndNothingIsBuried() throws Exception {
        send(event(1));
        AtomicInteger tries = new AtomicInteger();
        try (GroupFeed feed = start(own -> {
            if (tries.incrementAndGet() < 3) {
                throw new IllegalStateException(new SQLTransientConnectionException("away"));
            }
        })) {
            Awaitility.await().atMost(PATIENCE).until(() -> handled.size() == 1);
            assertThat(feed).isNotNull();
        }
        assertThat(tries).hasValue(3);
    }

    @Test
    void aMemberThatFollowsGoesOnBehindWhatWasHandled() throws Exception {
        send(event(1));
        try (GroupFeed feed = start(own -> {})) {
            Awaitility.await().atMost(PATIENCE).until(() -> handled.size() == 1);
            assertThat(feed).isNotNull();
        }
        send(event(2));
        try (GroupFeed feed = start(own -> {})) {
            Awaitility.await().atMost(PATIENCE).until(() -> handled.size() == 2);
            assertThat(feed).isNotNull();
        }
        assertThat(handled.stream().map(Happening::seq)).containsExactly(1L, 2L);
    }

    private String event(long seq) {
        return """
                {"version": 1, "no": %1$d, "runnerId": "%2$s", "seq": %1$d, "at": "2026-01-15T10:30:00Z",
                 "event": {"type": "runner.online"}, "more": true}
                """.formatted(seq, runner);
    }

    private void send(String... values) throws Exception {
        try (Producer<String, String> producer = kafka.producer()) {
            for (String value : values) {
                producer.send(new ProducerRecord<>(Topics.RUNNER_EVENTS, runner, value))
                        .get(10, TimeUnit.SECONDS);
            }
        }
    }

    /// At least `count` dead letters about the runner; another group may bury the same.
    private List<ConsumerRecord<String, String>> dead(int count) {
        List<ConsumerRecord<String, String>> found = new ArrayList<>();
        try (var consumer = kafka.consumer("")) {
            String topic = Topics.dead(Topics.RUNNER_EVENTS);
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Awaitility.await().atMost(PATIENCE).until(() -> {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
                    if (runner.equals(record.key())) {
                        found.add(record);
                    }
                }
                return found.stream().map(ConsumerRecord::value).distinct().count() >= count;
            });
        }
        return found;
    }

    /// The loop is between two turns when it is to end: it has handled a batch, and has not asked for the next one.
    @Test
    void aMemberThatIsClosedWhileItHandlesLeavesAtOnce() throws Exception {
        send(event(1));
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch closing = new CountDownLatch(1);
        GroupFeed first = start(own -> {
            begun.countDown();
            awaitInterrupt(closing);
        });
        begun.await();
        Thread close = Thread.startVirtualThread(first::close);
        closing.await();
        close.join();
        assertThat(handled).hasSize(1);

        send(event(2));
        try (GroupFeed second = start(own -> {})) {
            // A member that is missed without a word is waited for much longer.
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> handled.size() == 2);
            assertThat(second).isNotNull();
        }
    }

    /// What was handled is whole, and the interrupt is gone: as code does that knows nothing of it.
    private static void awaitInterrupt(CountDownLatch interrupted) {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            interrupted.countDown();
        }
    }
}

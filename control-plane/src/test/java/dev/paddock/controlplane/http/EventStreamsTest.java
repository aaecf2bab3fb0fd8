package dev.paddock.controlplane.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import jakarta.ws.rs.sse.OutboundSseEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EventStreamsTest {

    private static final Duration LONG = Duration.ofHours(1);

    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void aPingComesAtOnceAndThenTheEventsUntilTheLast() {
        AssertSubscriber<OutboundSseEvent> client =
                open(new EventStreams(LONG), this::counting).awaitCompletion();

        assertThat(texts(client)).containsExactly("ping", "1", "2", "3");
    }

    @Test
    void nothingIsAskedForBeforeTheClientHasTakenWhatCame() {
        AssertSubscriber<OutboundSseEvent> client = new AssertSubscriber<>(2);
        new EventStreams(LONG)
                .open(0, this::counting, new CompletableFuture<>())
                .subscribe(client);

        client.awaitItems(2);

        assertThat(asked).hasValue(1);
        client.request(10);
        client.awaitCompletion();
        assertThat(texts(client)).containsExactly("ping", "1", "2", "3");
    }

    @Test
    void aSilentSourceIsPingedOverAndAskedForTheSamePlaceAgain() {
        List<CompletableFuture<EventStreams.Next<Integer>>> silent =
                List.of(new CompletableFuture<>(), new CompletableFuture<>());
        AssertSubscriber<OutboundSseEvent> client = open(new EventStreams(Duration.ofMillis(20)), place -> {
            int before = asked.getAndIncrement();
            assertThat(place).isEqualTo(Math.max(0, before - 2));
            return before < 2 ? Uni.createFrom().completionStage(silent.get(before)) : next(place);
        });

        client.awaitCompletion();

        assertThat(texts(client)).startsWith("ping", "ping", "ping", "1");
        Awaitility.await()
                .untilAsserted(() ->
                        assertThat(silent).allSatisfy(one -> assertThat(one).isCancelled()));
    }

    @Test
    void aBusySourceIsPingedToo() {
        AssertSubscriber<OutboundSseEvent> client =
                open(new EventStreams(Duration.ofNanos(1)), this::counting).awaitCompletion();

        assertThat(texts(client))
                .contains("1", "2", "3")
                .filteredOn("ping"::equals)
                .hasSizeGreaterThan(2);
    }

    @Test
    void shutdownEndsEveryStream() {
        EventStreams streams = new EventStreams(LONG);
        AssertSubscriber<OutboundSseEvent> client =
                open(streams, place -> Uni.createFrom().nothing());
        client.awaitItems(1);
        assertThat(streams.count()).isEqualTo(1);

        streams.stop();

        client.awaitCompletion();
        assertThat(streams.count()).isZero();
        open(streams, place -> Uni.createFrom().nothing()).awaitCompletion();
    }

    private Uni<EventStreams.Next<Integer>> counting(int place) {
        asked.incrementAndGet();
        return next(place);
    }

    private static Uni<EventStreams.Next<Integer>> next(int place) {
        return Uni.createFrom().item(next(place + 1, place == 2));
    }

    private static EventStreams.Next<Integer> next(int place, boolean last) {
        String text = String.valueOf(place);
        return new EventStreams.Next<>(List.of(new EventStreams.Event(text, "number", text)), place, last);
    }

    private static AssertSubscriber<OutboundSseEvent> open(EventStreams streams, EventStreams.Source<Integer> source) {
        AssertSubscriber<OutboundSseEvent> client = new AssertSubscriber<>(Long.MAX_VALUE);
        streams.open(0, source, new CompletableFuture<>()).subscribe(client);
        return client;
    }

    private static Stream<String> texts(AssertSubscriber<OutboundSseEvent> client) {
        return client.getItems().stream()
                .map(event -> event.getComment() == null
                        ? event.getId()
                        : event.getComment().strip());
    }
}

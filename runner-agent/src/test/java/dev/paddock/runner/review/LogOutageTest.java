package dev.paddock.runner.review;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.paddock.model.log.LogBatch;
import dev.paddock.model.problem.ProblemCode;
import dev.paddock.model.task.RunnerTask;
import dev.paddock.runner.controlplane.BootClock;
import dev.paddock.runner.controlplane.ControlPlane;
import dev.paddock.runner.fake.FakeControlPlane;
import dev.paddock.runner.fake.FakeControlPlane.Answer;
import dev.paddock.runner.fake.FakeControlPlane.Request;
import dev.paddock.runner.fake.Journal;
import dev.paddock.runner.fake.Json;
import dev.paddock.runner.fake.Scene;
import dev.paddock.runner.fake.Tasks;
import dev.paddock.runner.log.Scrubber;
import dev.paddock.runner.log.TaskLog;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A log on its way to a server that goes away and comes back.
@Timeout(120)
class LogOutageTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    private final Numbered stored = new Numbered();
    private final Journal journal = new Journal();
    private final Random random = new Random(3);

    @TempDir
    Path folder;

    /// What a server keeps of a log: each number once.
    private static final class Numbered {

        private final List<String> lines = new ArrayList<>();

        synchronized Answer take(Request request) {
            int first = request.body().path("firstSeq").asInt();
            if (first > lines.size() + 1) {
                return Answer.problem(ProblemCode.LOG_GAP, Map.of("expectedSeq", lines.size() + 1));
            }
            int known = lines.size() + 1 - first;
            int seq = 0;
            for (JsonNode line : request.body().path("logs")) {
                if (seq++ >= known) {
                    lines.add(line.path("message").asText());
                }
            }
            return Answer.ok(new LogBatch.Reply(0, lines.size() + 1, false));
        }

        /// As a ledger that was set back.
        synchronized void lose(int count) {
            lines.subList(Math.max(0, lines.size() - count), lines.size()).clear();
        }

        synchronized List<String> lines() {
            return List.copyOf(lines);
        }
    }

    @Test
    void aLogLongerThanMemoryArrivesWholeAfterTheServerWasAway() throws Exception {
        FakeControlPlane first = serving(0, stored::take);
        URI address = first.address();
        try (ControlPlane client = new Scene(folder.resolve("scene")).client(address);
                TaskLog log = open(client)) {
            write(log, 0, 1000);
            assertThat(log.flush(LONG)).isTrue();
            first.close();
            write(log, 1000, 31_000);
            try (FakeControlPlane again = serving(address.getPort(), stored::take)) {
                assertThat(log.drain(LONG)).isTrue();
                write(log, 31_000, 31_100);
                assertThat(log.flush(LONG)).isTrue();
                assertThat(again.requests("logs")).isNotEmpty();
            }
        }
        assertThat(stored.lines()).containsExactlyElementsOf(expected(31_100));
    }

    @Test
    void lostRepliesAndLostLinesLeaveNoDoubleAndNoGap() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (FakeControlPlane server = serving(0, request -> {
                    int call = calls.incrementAndGet();
                    if (call % 7 == 0) {
                        stored.lose(1 + random.nextInt(50));
                    }
                    Answer answer = stored.take(request);
                    // Stored, and nobody hears of it.
                    return call % 5 == 0 ? new Answer(503, Map.of()) : answer;
                });
                ControlPlane client = new Scene(folder.resolve("scene")).client(server.address());
                TaskLog log = open(client)) {
            for (int i = 0; i < 60; i++) {
                write(log, i * 100, (i + 1) * 100);
                log.flush(Duration.ofMillis(random.nextInt(20)));
            }
            assertThat(log.drain(LONG)).isTrue();
        }
        assertThat(stored.lines())
                .containsExactlyElementsOf(expected(stored.lines().size()));
        assertThat(calls.get()).isGreaterThan(10);
    }

    private FakeControlPlane serving(int port, Function<Request, @Nullable Answer> logs) {
        FakeControlPlane server = new FakeControlPlane(journal, Json.MAPPER, port);
        server.on("logs", logs);
        return server;
    }

    private TaskLog open(ControlPlane client) {
        RunnerTask task = Tasks.task("t1");
        Lease lease = new Lease(BootClock.system(), LONG);
        TaskLog.Settings settings = new TaskLog.Settings(
                Json.MAPPER,
                InstantSource.system(),
                100_000_000,
                failures -> Duration.ofMillis(10),
                folder.resolve("spool"));
        return TaskLog.open(
                settings, new TaskLogSink(client, task, new Cancellation(), lease), new Scrubber(List.of()));
    }

    private static void write(TaskLog log, int from, int to) {
        IntStream.range(from, to).forEach(i -> log.output(text(i)));
    }

    private static List<String> expected(int count) {
        return IntStream.range(0, count).mapToObj(LogOutageTest::text).toList();
    }

    private static String text(int number) {
        return number + " " + "x".repeat(100);
    }
}

package dev.paddock.runner.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.model.log.LogBatch;
import dev.paddock.model.log.LogLevel;
import dev.paddock.model.log.LogLine;
import dev.paddock.model.secret.SecretMask;
import dev.paddock.runner.fake.Json;
import dev.paddock.runner.log.LogSink.Delivery;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TaskLogTest {

    private static final Instant NOW = Instant.parse("2026-01-15T10:30:00Z");
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Store store = new Store();

    @TempDir
    Path folder;

    /// Stores what it gets as a server does, unless it is told what to answer.
    private static final class Store implements LogSink {

        private final Queue<Delivery> script = new ArrayDeque<>();
        private final List<LogBatch> batches = new ArrayList<>();
        private final List<LogLine> lines = new ArrayList<>();
        private final CountDownLatch begun = new CountDownLatch(1);
        private volatile boolean down;
        private Semaphore gate = new Semaphore(Integer.MAX_VALUE);

        @Override
        public Delivery send(LogBatch batch) throws InterruptedException {
            begun.countDown();
            gate.acquire();
            synchronized (this) {
                batches.add(batch);
                Delivery scripted = down ? new Away() : script.poll();
                if (scripted != null) {
                    return scripted;
                }
                if (batch.firstSeq() == null || batch.firstSeq() > lines.size() + 1) {
                    return new Gap(lines.size() + 1);
                }
                lines.subList((int) (batch.firstSeq() - 1), lines.size()).clear();
                lines.addAll(batch.logs());
                return new Stored(false);
            }
        }

        /// Lets nothing through until a permit is released.
        void close() {
            gate = new Semaphore(0);
        }

        synchronized List<String> messages() {
            return lines.stream().map(LogLine::message).toList();
        }
    }

    @Test
    void linesArriveInOrderAndInBatchesOfAtMostTwoHundred() throws Exception {
        store.close();
        try (TaskLog log = open(1_000_000)) {
            for (int i = 0; i < 450; i++) {
                log.output("line " + i);
            }
            store.gate.release(1000);
            assertThat(log.flush(LONG)).isTrue();
        }
        assertThat(store.messages()).hasSize(450).startsWith("line 0", "line 1").endsWith("line 449");
        assertThat(store.batches).allSatisfy(batch -> assertThat(batch.logs()).hasSizeBetween(1, 200));
    }

    @Test
    void bigLinesMakeSmallBatches() throws Exception {
        store.close();
        try (TaskLog log = open(10_000_000)) {
            for (int i = 0; i < 50; i++) {
                log.output("x".repeat(16_000));
            }
            store.gate.release(1000);
            assertThat(log.flush(LONG)).isTrue();
        }
        assertThat(store.messages()).hasSize(50);
        assertThat(store.batches)
                .allSatisfy(batch -> assertThat(Json.MAPPER.writeValueAsBytes(batch.logs()).length)
                        .isLessThan(LogBuffer.BATCH_BYTES + 1000));
    }

    @Test
    void aLineIsSentSoonWithoutAFlush() throws Exception {
        try (TaskLog log = open(1000)) {
            log.error("oops");
            assertThat(store.begun.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aJsonLineWithAMessageIsStructured() throws Exception {
        try (TaskLog log = open(10_000)) {
            log.output(
                    "{\"level\": \"warning\", \"message\": \"m\", \"data\": {\"progress\": {\"done\": 1, \"total\": 2}}}");
            log.output("{\"message\": 5}");
            log.output("{broken");
            log.error("{\"message\": \"stderr is plain\"}");
            log.output("{\"message\": \"deep\", \"data\": " + "{\"a\":".repeat(60) + "1" + "}".repeat(60) + "}");
            log.flush(LONG);
        }
        assertThat(store.lines)
                .startsWith(
                        new LogLine(NOW, LogLevel.WARN, "m", Map.of("progress", Map.of("done", 1, "total", 2))),
                        new LogLine(NOW, LogLevel.INFO, "{\"message\": 5}", null),
                        new LogLine(NOW, LogLevel.INFO, "{broken", null),
                        new LogLine(NOW, LogLevel.INFO, "{\"message\": \"stderr is plain\"}", null));
        assertThat(store.lines.getLast().message()).startsWith("{\"message\": \"deep\"");
    }

    @Test
    void aBatchWithoutAnAnswerIsSentAgainAsItWas() throws Exception {
        store.script.add(new LogSink.Away());
        store.script.add(new LogSink.Away());
        try (TaskLog log = open(10_000)) {
            log.output("one");
            log.flush(Duration.ofMillis(1));
            log.output("two");
            assertThat(log.flush(LONG)).isTrue();
        }
        assertThat(store.messages()).containsExactly("one", "two");
        assertThat(store.batches.get(1)).isEqualTo(store.batches.get(0));
        assertThat(store.batches.get(2)).isEqualTo(store.batches.get(0));
    }

    @Test
    void afterAGapTheLinesThatTheServerLostComeAgain() throws Exception {
        try (TaskLog log = open(10_000)) {
            log.output("one");
            log.output("two");
            assertThat(log.flush(LONG)).isTrue();
            store.lines.removeLast();
            log.output("three");
            assertThat(log.flush(LONG)).isTrue();
        }
        assertThat(store.messages()).containsExactly("one", "two", "three");
    }

    @Test
    void aServerThatKnowsMoreGetsTheRest() throws Exception {
        try (TaskLog log = open(10_000)) {
            log.output("one");
            assertThat(log.flush(LONG)).isTrue();
            store.script.add(new LogSink.Gap(3));
            store.lines.add(LogLine.plain("two"));
            log.output("two");
            log.output("three");
            assertThat(log.flush(LONG)).isTrue();
        }
        assertThat(store.messages()).containsExactly("one", "two", "three");
    }

    @Test
    void whatTheServerRefusesLeavesAMarkerAndTheNextLinesPass() throws Exception {
        store.script.add(new LogSink.Rejected("too deep"));
        try (TaskLog log = open(10_000)) {
            log.output("bad");
            log.flush(LONG);
            log.output("good");
            log.flush(LONG);
        }
        assertThat(store.messages())
                .containsExactly("[paddock] 1 lines were refused by the control plane: too deep", "good");
    }

    @Test
    void aServerThatRefusesEverythingIsLeftAlone() throws Exception {
        for (int i = 0; i < 10; i++) {
            store.script.add(new LogSink.Rejected("never"));
        }
        try (TaskLog log = open(10_000)) {
            log.output("bad");
            assertThat(log.flush(LONG)).isTrue();
        }
        assertThat(store.batches).hasSize(3);
    }

    @Test
    void beyondTheCapThereIsOneMarkerAndTheWriterGoesOn() throws Exception {
        String line = "0123456789".repeat(4);
        try (TaskLog log = open(120)) {
            for (int i = 0; i < 100_000; i++) {
                log.output(line);
            }
            log.flush(LONG);
        }
        assertThat(store.messages())
                .containsExactly(
                        line,
                        line,
                        line,
                        "[paddock] this log reached its limit of 120 bytes; the run goes on without it");
    }

    @Test
    void emptyLinesReachTheCapToo() throws Exception {
        try (TaskLog log = open(32 * 100)) {
            for (int i = 0; i < 1_000; i++) {
                log.output("");
            }
            log.flush(LONG);
        }
        assertThat(store.messages()).hasSize(101);
    }

    @Test
    void whileTheServerIsAwayLinesWaitOnDiskAndComeInOrder() throws Exception {
        store.down = true;
        try (TaskLog log = open(100_000_000)) {
            log.output("first");
            assertThat(store.begun.await(20, TimeUnit.SECONDS)).isTrue();
            writeALot(log);
            assertThat(folder.resolve("spool")).isEmptyDirectory();
            store.down = false;
            assertThat(log.drain(LONG)).isTrue();
            log.output("last");
            assertThat(log.flush(LONG)).isTrue();
        }
        List<String> messages = store.messages();
        assertThat(messages).hasSize(1002).startsWith("first").endsWith("last");
        for (int i = 0; i < 1000; i++) {
            assertThat(messages.get(i + 1)).startsWith(i + " ");
        }
    }

    @Test
    void whereTheDiskTakesNothingTheNewestAreLeftOutBehindAMarkerAndNumbersHaveNoGap() throws Exception {
        Files.createFile(folder.resolve("spool"));
        store.down = true;
        try (TaskLog log = open(100_000_000)) {
            log.output("first");
            assertThat(store.begun.await(20, TimeUnit.SECONDS)).isTrue();
            writeALot(log);
            store.down = false;
            assertThat(log.drain(LONG)).isTrue();
            log.output("last");
            assertThat(log.flush(LONG)).isTrue();
        }
        List<String> messages = store.messages();
        assertThat(messages).startsWith("first").endsWith("last").hasSizeLessThan(200);
        assertThat(messages.get(messages.size() - 2))
                .isEqualTo("[paddock] " + (1003 - messages.size())
                        + " lines were dropped while the control plane was away");
    }

    @Test
    void theSpoolIsNoLargerThanTheLogMayBe() throws Exception {
        store.down = true;
        try (TaskLog log = open(2_000_000)) {
            log.output("first");
            assertThat(store.begun.await(20, TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < 60_000; i++) {
                log.output("");
            }
            store.down = false;
            assertThat(log.drain(LONG)).isTrue();
        }
        assertThat(store.messages().getLast()).contains("lines were dropped");
    }

    @Test
    void aSecretCutIntoLinesIsMaskedOnEachStreamByItself() throws Exception {
        try (TaskLog log = open(1_000_000)) {
            log.output("x secret");
            log.error("-value");
            log.output("-value y");
            log.error("secret-v" + SecretMask.CUT);
            assertThat(log.flush(LONG)).isTrue();
        }
        assertThat(store.messages()).containsExactly("x sec***", "-value", "*** y", "sec***" + SecretMask.CUT);
    }

    private static void writeALot(TaskLog log) {
        for (int i = 0; i < 1000; i++) {
            log.output(i + " " + "x".repeat(16_000));
        }
    }

    @Test
    void aSlowServerHoldsTheWriterBack() throws Exception {
        store.close();
        try (TaskLog log = open(100_000_000)) {
            CountDownLatch done = new CountDownLatch(1);
            Thread writer = Thread.ofVirtual().start(() -> {
                for (int i = 0; i < 200; i++) {
                    log.output("x".repeat(16_000));
                }
                done.countDown();
            });
            assertThat(store.begun.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(done.await(100, TimeUnit.MILLISECONDS)).isFalse();
            store.gate.release(1000);
            writer.join();
            assertThat(log.flush(LONG)).isTrue();
        }
        assertThat(store.messages()).hasSize(200);
    }

    @Test
    void aLostTaskReleasesItsWriters() throws Exception {
        store.script.add(new LogSink.Lost());
        try (TaskLog log = open(100_000_000)) {
            for (int i = 0; i < 1000; i++) {
                log.output("x".repeat(16_000));
            }
            assertThat(log.flush(LONG)).isTrue();
        }
        assertThat(store.messages()).isEmpty();
    }

    private TaskLog open(long maxBytes) {
        return TaskLog.open(
                new TaskLog.Settings(
                        Json.MAPPER,
                        InstantSource.fixed(NOW),
                        maxBytes,
                        failures -> Duration.ofMillis(1),
                        folder.resolve("spool")),
                store,
                new Scrubber(List.of("secret-value")));
    }
}

package dev.paddock.runner.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paddock.model.log.LogBatch;
import dev.paddock.model.log.LogLevel;
import dev.paddock.model.log.LogLine;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The log of one task, written from any thread, sent by one of its own in numbered batches. A writer may have to wait
/// while the sink is slow. Closing it drops what is not sent: flush first.
public final class TaskLog implements AutoCloseable {

    /// What a line counts at least, in bytes: one without a word takes its place in the store, too.
    private static final int SHORTEST = 32;

    /// A sink that refuses this many batches in a row will not take the next one either.
    private static final int PATIENCE = 3;

    private final LogSink sink;
    private final Scrubber scrubber;
    private final ObjectMapper json;
    private final LineParser parser;
    private final long maxBytes;
    private final IntFunction<Duration> pause;
    private final LogBuffer buffer;
    private final UnaryOperator<String> outputMask;
    private final UnaryOperator<String> errorMask;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicBoolean capped = new AtomicBoolean();
    private final Thread sender = Thread.ofVirtual().name("log-sender").unstarted(this::send);

    private TaskLog(Settings settings, LogSink sink, Scrubber scrubber) {
        this.sink = sink;
        this.scrubber = scrubber;
        this.json = settings.json();
        this.parser = new LineParser(settings.json(), settings.time());
        this.maxBytes = settings.maxBytes();
        this.pause = settings.pause();
        this.buffer = new LogBuffer(this::marker, new LogSpool(settings.spool(), settings.maxBytes(), settings.json()));
        // A secret may be cut into lines, and lines of the two streams come in any order.
        this.outputMask = scrubber.following();
        this.errorMask = scrubber.following();
    }

    /// @param maxBytes of messages and data, in UTF-8, a line counting 32 at least; one marker line stands for all
    /// beyond
    /// @param pause how long to wait after the n-th failure in a row
    /// @param spool the folder for lines that wait while the sink is away; no reviewer may reach it
    public record Settings(
            ObjectMapper json, InstantSource time, long maxBytes, IntFunction<Duration> pause, Path spool) {}

    /// An empty log, its sender at work.
    public static TaskLog open(Settings settings, LogSink sink, Scrubber scrubber) {
        TaskLog log = new TaskLog(settings, sink, scrubber);
        log.sender.start();
        return log;
    }

    /// One line of a reviewer's standard output.
    public void output(String text) {
        if (!capped.get()) {
            write(parser.parse(text), outputMask);
        }
    }

    /// One line of a reviewer's standard error.
    public void error(String text) {
        if (!capped.get()) {
            write(parser.plain(text), errorMask);
        }
    }

    /// A line of the agent's own.
    public void say(LogLevel level, String message) {
        LogLine plain = parser.plain(message);
        write(new LogLine(plain.timestamp(), level, message, null), scrubber::clean);
    }

    /// Waits until every line written so far is stored; false when it is not within `patience`.
    public boolean flush(Duration patience) throws InterruptedException {
        return buffer.flush(patience);
    }

    /// As [#flush], but the patience begins anew with each batch that is stored.
    public boolean drain(Duration patience) throws InterruptedException {
        return buffer.drain(patience);
    }

    @Override
    public void close() {
        buffer.close();
        sender.interrupt();
    }

    private void write(LogLine line, UnaryOperator<String> mask) {
        if (capped.get()) {
            return;
        }
        @Nullable Map<String, @Nullable Object> data = line.data();
        LogLine clean = new LogLine(
                line.timestamp(), line.level(), mask.apply(line.message()), data == null ? null : scrubber.clean(data));
        long text = clean.message().getBytes(StandardCharsets.UTF_8).length;
        long size = Math.max(SHORTEST, text + (clean.data() == null ? 0 : measure(clean.data())));
        if (bytes.addAndGet(size) <= maxBytes) {
            buffer.add(sized(clean));
        } else if (capped.compareAndSet(false, true)) {
            buffer.add(marker("this log reached its limit of " + maxBytes + " bytes; the run goes on without it"));
        }
    }

    private SizedLine marker(String message) {
        return sized(new LogLine(parser.plain("").timestamp(), LogLevel.WARN, "[paddock] " + message, null));
    }

    private SizedLine sized(LogLine line) {
        return new SizedLine(line, measure(line));
    }

    private int measure(Object value) {
        try {
            return json.writeValueAsBytes(value).length;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was read from JSON can be written as JSON", e);
        }
    }

    private void send() {
        try {
            int failures = 0;
            int rejections = 0;
            Optional<LogBatch> batch = buffer.next();
            while (batch.isPresent()) {
                LogSink.Delivery delivery = sink.send(batch.get());
                settle(delivery);
                boolean stored = delivery instanceof LogSink.Stored;
                rejections = delivery instanceof LogSink.Rejected ? rejections + 1 : 0;
                if (rejections == PATIENCE) {
                    buffer.close();
                }
                failures = stored ? 0 : failures + 1;
                if (!stored) {
                    Thread.sleep(pause.apply(failures));
                }
                batch = buffer.next();
            }
        } catch (InterruptedException e) {
            // Closed: the thread's end is all that was asked for.
            Thread.currentThread().interrupt();
        } finally {
            // Whatever ended the sender, nobody may wait for it.
            buffer.close();
        }
    }

    private void settle(LogSink.Delivery delivery) {
        switch (delivery) {
            case LogSink.Stored(boolean truncated) -> {
                buffer.stored();
                if (truncated) {
                    capped.set(true);
                }
            }
            case LogSink.Gap(long expected) -> buffer.resumeFrom(expected);
            case LogSink.Away() -> buffer.away();
            case LogSink.Rejected(String why) -> buffer.rejected(why);
            case LogSink.Lost() -> buffer.close();
        }
    }
}

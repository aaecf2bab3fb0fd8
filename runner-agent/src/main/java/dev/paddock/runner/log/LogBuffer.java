package dev.paddock.runner.log;

import dev.paddock.model.log.LogBatch;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/// Lines that wait to be sent, and the numbers they go under. A line gets its number when its batch is made, so that
/// what is dropped before leaves no gap. Many writers, one sender.
///
/// A full buffer blocks its writers while the sink takes lines. While the sink is away nobody waits for it: lines go to
/// disk, and where there is no room either, they are left out and a marker says how many.
final class LogBuffer {

    static final int BATCH_BYTES = 256 * 1024;

    /// How far writers may run ahead of a sink that works.
    static final int AHEAD_BYTES = 1024 * 1024;

    /// Two batches: what a server that lost its newest lines may ask for again.
    private static final int KEPT_BYTES = 2 * BATCH_BYTES;

    private static final long LINGER_NANOS = Duration.ofMillis(500).toNanos();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<SizedLine> waiting = new ArrayDeque<>();
    private final Deque<SizedLine> sent = new ArrayDeque<>();
    private final Function<String, SizedLine> marker;
    private final LogSpool spool;
    private List<SizedLine> sending = List.of();
    private long firstSeq = 1;
    private long oldestAt;
    private long waitingBytes;
    private long sentBytes;
    private int dropped;
    private int flushes;
    private int settled;
    private boolean away;
    private boolean closed;

    /// @param marker makes the line that says what is missing
    /// @param spool for what memory has no room for; closed with this
    LogBuffer(Function<String, SizedLine> marker, LogSpool spool) {
        this.marker = marker;
        this.spool = spool;
    }

    /// Takes a line, or nothing once closed.
    void add(SizedLine line) {
        lock.lock();
        try {
            while (!closed && !accepts(line)) {
                if (away) {
                    dropped++;
                    return;
                }
                changed.awaitUninterruptibly();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// The batch to send now: the one that is not settled, else the next, as soon as it is full, half a second old or
    /// wanted. Empty once closed.
    Optional<LogBatch> next() throws InterruptedException {
        lock.lock();
        try {
            while (!closed && sending.isEmpty()) {
                long rest = oldestAt + LINGER_NANOS - System.nanoTime();
                if (isEmpty()) {
                    changed.await();
                } else if (flushes > 0 || isFull() || rest <= 0) {
                    fill();
                } else {
                    changed.await(rest, TimeUnit.NANOSECONDS);
                }
            }
            return closed
                    ? Optional.empty()
                    : Optional.of(
                            new LogBatch(sending.stream().map(SizedLine::line).toList(), firstSeq));
        } finally {
            lock.unlock();
        }
    }

    /// The batch is stored.
    void stored() {
        lock.lock();
        try {
            firstSeq += sending.size();
            for (SizedLine line : sending) {
                sent.addLast(line);
                sentBytes += line.bytes();
            }
            while (sentBytes > KEPT_BYTES) {
                sentBytes -= sent.removeFirst().bytes();
            }
            sending = List.of();
            away = false;
            settled++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// The sink did not answer: the same batch again.
    void away() {
        lock.lock();
        try {
            away = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// The sink wants line `seq` next.
    void resumeFrom(long seq) {
        lock.lock();
        try {
            List<SizedLine> again = new ArrayList<>(sending);
            for (long missing = firstSeq - seq; missing > 0 && !sent.isEmpty(); missing--) {
                SizedLine line = sent.removeLast();
                sentBytes -= line.bytes();
                again.addFirst(line);
                firstSeq--;
            }
            if (firstSeq > seq) {
                again.addFirst(marker.apply(firstSeq - seq + " lines were lost by the control plane"));
            }
            int known = (int) Math.clamp(seq - firstSeq, 0, again.size());
            restart(again.subList(known, again.size()), seq);
        } finally {
            lock.unlock();
        }
    }

    /// The sink never takes this batch: a marker goes in its place.
    void rejected(String why) {
        lock.lock();
        try {
            restart(
                    List.of(marker.apply(sending.size() + " lines were refused by the control plane: " + why)),
                    firstSeq);
        } finally {
            lock.unlock();
        }
    }

    /// Waits until everything is stored; false when that takes longer than `patience`. Hurries the sender.
    boolean flush(Duration patience) throws InterruptedException {
        return await(patience, false);
    }

    /// As [#flush], but the patience begins anew with each batch that is stored.
    boolean drain(Duration patience) throws InterruptedException {
        return await(patience, true);
    }

    private boolean await(Duration patience, boolean anew) throws InterruptedException {
        lock.lock();
        flushes++;
        try {
            changed.signalAll();
            long nanos = patience.toNanos();
            int before = settled;
            while (!closed && !(isEmpty() && sending.isEmpty()) && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
                if (anew && settled != before) {
                    before = settled;
                    nanos = patience.toNanos();
                }
            }
            return isEmpty() && sending.isEmpty();
        } finally {
            flushes--;
            lock.unlock();
        }
    }

    /// Drops everything and releases everybody.
    void close() {
        lock.lock();
        try {
            closed = true;
            waiting.clear();
            waitingBytes = 0;
            sending = List.of();
            sent.clear();
            dropped = 0;
            spool.close();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean isEmpty() {
        return waiting.isEmpty() && spool.isEmpty() && dropped == 0;
    }

    private boolean accepts(SizedLine line) {
        if (dropped > 0) {
            if (!keep(gap())) {
                return false;
            }
            dropped = 0;
        }
        return keep(line);
    }

    private boolean keep(SizedLine line) {
        if (!spool.isEmpty() || waitingBytes >= AHEAD_BYTES) {
            // What is on disk is older than this line; else disk is for when the sink is away.
            return (away || !spool.isEmpty()) && spool.add(line.line());
        }
        append(line);
        return true;
    }

    private SizedLine gap() {
        return marker.apply(dropped + " lines were dropped while the control plane was away");
    }

    private void append(SizedLine line) {
        if (waiting.isEmpty()) {
            oldestAt = System.nanoTime();
        }
        waiting.addLast(line);
        waitingBytes += line.bytes();
    }

    private void restart(List<SizedLine> first, long seq) {
        for (SizedLine line : first.reversed()) {
            waiting.addFirst(line);
            waitingBytes += line.bytes();
        }
        sending = List.of();
        firstSeq = seq;
        changed.signalAll();
    }

    private boolean isFull() {
        return waiting.size() >= LogBatch.MAX_LINES || waitingBytes >= BATCH_BYTES || !spool.isEmpty();
    }

    private void refill() {
        try {
            spool.take(BATCH_BYTES).forEach(this::append);
        } catch (IOException e) {
            dropped += spool.count();
            spool.clear();
        }
        if (waiting.isEmpty() && dropped > 0) {
            append(gap());
            dropped = 0;
        }
    }

    private void fill() {
        if (waiting.isEmpty()) {
            refill();
        }
        List<SizedLine> batch = new ArrayList<>();
        int bytes = 0;
        while (!waiting.isEmpty()
                && batch.size() < LogBatch.MAX_LINES
                && (batch.isEmpty() || bytes + waiting.getFirst().bytes() <= BATCH_BYTES)) {
            SizedLine line = waiting.removeFirst();
            bytes += line.bytes();
            batch.add(line);
        }
        waitingBytes -= bytes;
        sending = batch;
        changed.signalAll();
    }
}

package dev.paddock.controlplane.outbound;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// An end to whatever a virtual thread waits for on the network. The time limits of a client count from each byte, and
/// closing one ends only the connection that is open by then; an interrupted virtual thread gets no further byte and
/// no further connection.
public final class Deadline implements AutoCloseable {

    private static final ScheduledThreadPoolExecutor TIMER = timer();

    private final Thread thread;
    private final Future<?> end;
    private boolean passed;
    private boolean over;

    private Deadline(Duration left) {
        this.thread = Thread.currentThread();
        if (!thread.isVirtual()) {
            throw new IllegalStateException("only what a virtual thread waits for can be ended");
        }
        this.end = TIMER.schedule(this::pass, Math.max(1, left.toNanos()), TimeUnit.NANOSECONDS);
    }

    private static ScheduledThreadPoolExecutor timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("deadlines").factory());
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    /// Interrupts the calling thread, which is virtual, when `left` is over and this is not closed by then.
    public static Deadline in(Duration left) {
        return new Deadline(left);
    }

    private synchronized void pass() {
        if (!over) {
            passed = true;
            thread.interrupt();
        }
    }

    /// Whether it came before what it is for was done.
    public synchronized boolean passed() {
        return passed;
    }

    /// What it is for is done: the thread goes on uninterrupted, but for an interrupt that was not from here.
    @Override
    public synchronized void close() {
        over = true;
        end.cancel(false);
        if (passed) {
            var unused = Thread.interrupted();
        }
    }
}

package dev.paddock.runner.worker;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/// Runs a step again and again until it is stopped. A step that fails is logged, and the loop goes on.
///
/// On a thread of the platform: a busy task must not keep a heartbeat from its turn.
final class Loop {

    private static final Logger LOG = Logger.getLogger(Loop.class);

    private final Step step;
    private final Duration afterFailure;
    private final Semaphore signals = new Semaphore(0);
    private final Thread thread;
    private volatile boolean stopped;

    /// One turn.
    @FunctionalInterface
    interface Step {
        /// Returns how long to wait before the next one.
        Duration run() throws InterruptedException;
    }

    private Loop(String name, Step step, Duration afterFailure) {
        this.step = step;
        this.afterFailure = afterFailure;
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    }

    /// A loop that runs.
    static Loop start(String name, Step step, Duration afterFailure) {
        Loop loop = new Loop(name, step, afterFailure);
        loop.thread.start();
        return loop;
    }

    /// Ends the loop; a step in work is interrupted. Returns at once.
    void stop() {
        stopped = true;
        thread.interrupt();
    }

    /// Has the next step begin now, or as soon as the one in work has ended.
    void hasten() {
        signals.release();
    }

    /// Waits for the end of a stopped loop.
    void join() throws InterruptedException {
        thread.join();
    }

    private void run() {
        try {
            while (!stopped) {
                boolean hastened = signals.tryAcquire(turn().toMillis(), TimeUnit.MILLISECONDS);
                if (hastened) {
                    // However often it was asked for: one step is enough.
                    signals.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            // Stopped: the thread ends here.
            Thread.currentThread().interrupt();
        }
    }

    private Duration turn() throws InterruptedException {
        try {
            return step.run();
        } catch (RuntimeException | Error e) {
            // An error too: without this loop the runner would look alive and not be.
            LOG.errorf(e, "%s failed and goes on", thread.getName());
            return afterFailure;
        }
    }
}

package dev.paddock.runner.worker;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/// Runs a step again and again until it is stopped. A step that fails is logged, and the loop goes on.
///
/// On a thread of the platform: a busy task must not keep a heartbeat from its turn.
final class Loop {

    private static final Logger LOG = Logger.getLogger(Loop.class);

    private final Step step;
    private final Duration afterFailure;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread;

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
        stopped.countDown();
        thread.interrupt();
    }

    /// Waits for the end of a stopped loop.
    void join() throws InterruptedException {
        thread.join();
    }

    private void run() {
        try {
            boolean ended = false;
            while (!ended) {
                ended = stopped.await(turn().toMillis(), TimeUnit.MILLISECONDS);
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

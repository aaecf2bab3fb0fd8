package dev.paddock.controlplane.loop;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/// A virtual thread that runs a step again and again until it is stopped, and that no failure of a step ends.
///
/// After a step it waits for [#wake] or for the pause, whichever comes first; the pause is jittered by a quarter so
/// that replicas do not march in step. A failed step is logged and waits for the pause, whatever wakes it.
public final class Loop implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Loop.class);

    /// One turn of a loop.
    @FunctionalInterface
    public interface Step {
        /// Returns true when there is more to do at once.
        boolean run() throws Exception;
    }

    private final String name;
    private final Duration pause;
    private final Step step;
    private final Semaphore signal = new Semaphore(0);
    private final Thread thread;
    private volatile boolean stopped;

    private Loop(String name, Duration pause, Step step) {
        this.name = name;
        this.pause = pause;
        this.step = step;
        this.thread = Thread.ofPlatform().daemon().name("loop-" + name).unstarted(this::turn);
    }

    /// Starts a loop. `name` appears in logs.
    public static Loop start(String name, Duration pause, Step step) {
        Loop loop = prepare(name, pause, step);
        loop.start();
        return loop;
    }

    /// A loop that waits for [#start()]: for an owner whose step uses the loop itself.
    public static Loop prepare(String name, Duration pause, Step step) {
        return new Loop(name, pause, step);
    }

    /// Begins with the first turn. Once only.
    public void start() {
        thread.start();
    }

    /// Makes the next turn come at once. Never blocks; signals before it is heard count as one.
    public void wake() {
        if (signal.availablePermits() == 0) {
            signal.release();
        }
    }

    /// Runs every turn; one that fails holds up no other. The first failure is thrown at the end.
    public static void runAll(List<Runnable> turns) {
        RuntimeException failure = null;
        for (Runnable turn : turns) {
            try {
                turn.run();
            } catch (RuntimeException e) {
                if (Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void turn() {
        boolean failedBefore = false;
        while (!stopped) {
            try {
                // Whoever signalled before the step is served by it, also where no rest came between.
                signal.drainPermits();
                boolean more = step.run();
                failedBefore = false;
                if (!more) {
                    rest(true);
                }
            } catch (InterruptedException e) {
                // Only close() interrupts, or is about to.
                if (!stopped) {
                    rest(false);
                }
            } catch (Throwable e) {
                if (stopped) {
                    return;
                }
                if (failedBefore) {
                    LOG.debugf(e, "%s failed again", name);
                } else {
                    LOG.warnf("%s failed and goes on: %s", name, e);
                    LOG.debug("the failure", e);
                }
                failedBefore = true;
                rest(false);
            }
        }
    }

    private void rest(boolean wakeable) {
        long millis = pause.toMillis();
        long jittered = millis - millis / 8 + ThreadLocalRandom.current().nextLong(millis / 4 + 1);
        try {
            if (wakeable) {
                var unused = signal.tryAcquire(jittered, TimeUnit.MILLISECONDS);
            } else {
                Thread.sleep(jittered);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Ends the loop: interrupts a step in work and waits until it is gone, 5 s at most.
    @Override
    public void close() {
        stopped = true;
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.paddock.proving.bench.load;

import dev.paddock.standalone.CouldNotRun;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Workers that repeat one step each until they are dismissed, or until one of them fails.
public final class Crew implements AutoCloseable {

    /// What one worker does again and again; returns how much it got done.
    @FunctionalInterface
    public interface Step {
        int run() throws Exception;
    }

    private final LongAdder done = new LongAdder();
    private final List<Thread> workers = new ArrayList<>();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private volatile boolean dismissed;

    private Crew() {}

    /// Starts one worker a step, all at once.
    public static Crew start(List<? extends Step> steps) {
        var crew = new Crew();
        for (Step step : steps) {
            crew.workers.add(Thread.ofVirtual().unstarted(() -> crew.work(step)));
        }
        crew.workers.forEach(Thread::start);
        return crew;
    }

    /// What all of them got done so far; throws what stopped one.
    public long done() {
        Exception why = failure.get();
        if (why != null) {
            throw new CouldNotRun("The load cannot go on: " + why, why);
        }
        return done.sum();
    }

    /// Lets each worker end its step, and waits for it.
    @Override
    public void close() throws InterruptedException {
        dismissed = true;
        for (Thread worker : workers) {
            worker.join();
        }
    }

    private void work(Step step) {
        try {
            while (!dismissed) {
                done.add(step.run());
            }
        } catch (Exception e) {
            // Whatever it is, the measurement is void: the watcher throws it.
            if (!dismissed) {
                failure.compareAndSet(null, e);
            }
        }
    }
}

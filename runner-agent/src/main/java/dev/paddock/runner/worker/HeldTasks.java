package dev.paddock.runner.worker;

import dev.paddock.runner.review.Cancellation.Cause;
import dev.paddock.runner.review.Outcome;
import dev.paddock.runner.review.RunReview;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/// The tasks in work, one thread and one slot each.
final class HeldTasks {

    private static final Logger LOG = Logger.getLogger(HeldTasks.class);

    private final int slots;
    private final IntConsumer shown;
    private final Map<String, RunReview> held = new LinkedHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition freed = lock.newCondition();

    /// @param shown told how many there are, by [#show] and after each change, in order
    HeldTasks(int slots, IntConsumer shown) {
        this.slots = slots;
        this.shown = shown;
    }

    /// Tells how many there are.
    void show() {
        lock.lock();
        try {
            shown.accept(held.size());
        } finally {
            lock.unlock();
        }
    }

    /// Waits until there is a free slot; how many there are.
    int awaitFree() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (held.size() >= slots) {
                freed.await();
            }
            return slots - held.size();
        } finally {
            lock.unlock();
        }
    }

    /// Starts to work on a task; false when it is in work already, since a claim that was not confirmed is handed out
    /// again.
    boolean accept(String id, Supplier<RunReview> story) {
        lock.lock();
        try {
            if (held.containsKey(id)) {
                return false;
            }
            RunReview review = story.get();
            held.put(id, review);
            shown.accept(held.size());
            Thread.ofVirtual().name("task-" + id).start(() -> work(review));
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// The task, while it is in work.
    Optional<RunReview> find(String id) {
        lock.lock();
        try {
            return Optional.ofNullable(held.get(id));
        } finally {
            lock.unlock();
        }
    }

    List<String> ids() {
        lock.lock();
        try {
            return List.copyOf(held.keySet());
        } finally {
            lock.unlock();
        }
    }

    Collection<RunReview> all() {
        lock.lock();
        try {
            return new ArrayList<>(held.values());
        } finally {
            lock.unlock();
        }
    }

    /// Tells all of them to stop.
    void order(Cause cause) {
        all().forEach(review -> review.order(cause));
    }

    /// Waits until none is left; false when that takes longer than `patience`.
    boolean awaitNone(Duration patience) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long nanos = patience.toNanos();
            while (!held.isEmpty() && nanos > 0) {
                nanos = freed.awaitNanos(nanos);
            }
            return held.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    private void work(RunReview review) {
        try {
            LOG.infof("task %s: begins", review.taskId());
            switch (review.run()) {
                case Outcome.Delivered(var result) ->
                    LOG.infof(
                            "task %s: %s, %d findings",
                            review.taskId(), result.status().wire(), result.totalComments());
                case Outcome.Returned() -> LOG.infof("task %s: handed back", review.taskId());
                case Outcome.Dropped(String why) -> LOG.warnf("task %s: dropped, %s", review.taskId(), why);
            }
        } catch (InterruptedException e) {
            LOG.warnf("task %s: interrupted", review.taskId());
        } catch (RuntimeException | Error e) {
            LOG.errorf(e, "task %s: the runner failed; its lease runs out", review.taskId());
        } finally {
            release(review.taskId());
        }
    }

    private void release(String id) {
        lock.lock();
        try {
            held.remove(id);
            shown.accept(held.size());
            freed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}

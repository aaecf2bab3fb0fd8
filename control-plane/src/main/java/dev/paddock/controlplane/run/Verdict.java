package dev.paddock.controlplane.run;

import dev.paddock.model.run.FailureReason;
import java.time.Duration;
import java.util.random.RandomGenerator;

/// What follows when an attempt ended without a review. A pure function of what happened so far.
public sealed interface Verdict {

    /// Another attempt, not before `delay` from now.
    record Requeue(Duration delay) implements Verdict {}

    /// The run fails, for this reason.
    record GiveUp(FailureReason reason) implements Verdict {}

    /// How a run's attempts ended, the newest included.
    ///
    /// @param lost attempts whose lease ran out
    /// @param failed attempts that the infrastructure failed
    /// @param free attempts handed back or never confirmed
    /// @param maxAttempts how many attempts the agent allows
    record History(int lost, int failed, int free, int maxAttempts) {}

    /// Hand-backs and unconfirmed claims of a run that cost nothing.
    int FREE_ENDS = 5;
    /// The first backoff; doubled each time.
    Duration FIRST_BACKOFF = Duration.ofSeconds(5);
    /// The longest backoff.
    Duration LONGEST_BACKOFF = Duration.ofMinutes(5);

    /// The verdict on an attempt that ended as `ended` for `reason`.
    static Verdict of(TaskState ended, FailureReason reason, History history, RandomGenerator random) {
        if (ended == TaskState.FAILED && !reason.isRetried()) {
            return new GiveUp(reason);
        }
        int counted = history.lost() + history.failed() + Math.max(0, history.free() - FREE_ENDS);
        if (counted >= history.maxAttempts()) {
            return new GiveUp(reason);
        }
        int repeats = ended.isHandedBack()
                ? history.free() - 1
                : ended == TaskState.LOST ? history.lost() - 1 : history.failed();
        return new Requeue(repeats == 0 ? Duration.ZERO : backoff(repeats, random));
    }

    /// Full jitter: anything between nothing and `FIRST_BACKOFF` × 2^(n − 1), at most `LONGEST_BACKOFF`.
    private static Duration backoff(int n, RandomGenerator random) {
        long ceiling = Math.min(LONGEST_BACKOFF.toMillis(), FIRST_BACKOFF.toMillis() << Math.min(n - 1, 16));
        return Duration.ofMillis(random.nextLong(ceiling + 1));
    }
}

package dev.paddock.runner.controlplane;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/// Pauses between tries: full jitter below a bound that doubles from `first` to `cap`.
public record Backoff(Duration first, Duration cap, RandomGenerator random) {

    /// One try of a call.
    @FunctionalInterface
    public interface Try<T> {
        Reply<T> run() throws InterruptedException;
    }

    /// How long to wait after the `failures`-th failure in a row (from 1).
    public Duration after(int failures) {
        int doublings = Math.min(Math.max(failures - 1, 0), 20);
        long bound = Math.min(cap.toMillis(), first.toMillis() << doublings);
        return Duration.ofMillis(random.nextLong(bound + 1));
    }

    /// Tries until there is an answer, or `enough` says that no answer is needed any more; then the last failure.
    public <T> Reply<T> untilAnswered(BooleanSupplier enough, Try<T> call) throws InterruptedException {
        for (int failures = 1; ; failures++) {
            Reply<T> reply = call.run();
            if (!(reply instanceof Reply.Away<T>) || enough.getAsBoolean()) {
                return reply;
            }
            Thread.sleep(after(failures));
        }
    }
}

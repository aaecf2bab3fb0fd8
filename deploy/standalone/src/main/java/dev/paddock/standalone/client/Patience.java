package dev.paddock.standalone.client;

import dev.paddock.standalone.UsageError;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/// How long a command that waits goes on: until its own time is over, and over an outage of the control plane of up to
/// a minute, or of 10 s before it was ever heard of. It leaves a control plane alone for as long as that asks for.
public final class Patience {

    private static final Duration AWAY = Duration.ofSeconds(60);
    private static final Duration UNKNOWN = Duration.ofSeconds(10);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final RandomGenerator random = RandomGenerator.getDefault();
    private final long deadline;
    private final Duration away;
    private long answered = System.nanoTime();
    private boolean known;
    private Duration pause = FIRST_PAUSE;

    private Patience(Duration limit, Duration away) {
        this.deadline = System.nanoTime() + limit.toNanos();
        this.away = away;
    }

    /// Ends after `limit`.
    public static Patience of(Duration limit) {
        return new Patience(limit, AWAY);
    }

    /// As above; throws [UsageError] when `limit` is too short to ask even once.
    ///
    /// @param option where the person gave `limit`
    public static Patience of(String option, Duration limit) {
        if (limit.toSeconds() < 1) {
            throw new UsageError(option + " is shorter than a second; give one second or more, such as 30s or 10m.");
        }
        return of(limit);
    }

    /// Ends only when the control plane stays away for longer than `away`.
    static Patience endless(Duration away) {
        return new Patience(Duration.ofDays(365), away);
    }

    /// As above, for a minute.
    static Patience endless() {
        return endless(AWAY);
    }

    /// What is left of the time; never negative.
    public Duration left() {
        return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }

    public boolean isOver() {
        return left().isZero();
    }

    /// The control plane has answered.
    void answered() {
        known = true;
        answered = System.nanoTime();
        pause = FIRST_PAUSE;
    }

    /// The control plane refused: waits until it may be asked again, or throws `refused` when that is hopeless.
    void sitOut(Refused refused) throws InterruptedException {
        boolean asksForIt = refused.isPassing() && refused.pause().isPresent();
        if (!refused.isPassing() || (!asksForIt && isTooLong())) {
            throw refused;
        }
        sleep(refused.pause());
    }

    /// The control plane did not answer: waits a moment, or throws `away` when it has been away for too long.
    void sitOut(NoAnswer gone) throws NoAnswer, InterruptedException {
        if (!gone.isPassing() || isTooLong()) {
            throw gone;
        }
        sleep(Optional.empty());
    }

    /// Waits for a moment in which nothing may have happened.
    void rest(Duration moment) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(Math.min(moment.toNanos(), left().toNanos()));
    }

    private boolean isTooLong() {
        Duration limit = known || away.compareTo(UNKNOWN) < 0 ? away : UNKNOWN;
        return System.nanoTime() - answered > limit.toNanos();
    }

    private void sleep(Optional<Duration> asked) throws InterruptedException {
        long jittered = (long) (pause.toNanos() * random.nextDouble(0.5, 1));
        rest(asked.orElse(Duration.ofNanos(jittered)));
        pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
    }
}

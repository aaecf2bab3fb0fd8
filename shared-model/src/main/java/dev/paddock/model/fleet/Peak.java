package dev.paddock.model.fleet;

import java.time.Duration;
import java.time.Instant;

/// The most that a lane asked for within one step of time. Steps are as long as [#STEP], and begin at multiples of it.
///
/// @param at when the step begins
/// @param tasks that waited for a runner or were with one
/// @param runners that had tasks
public record Peak(Instant at, int tasks, int runners) {

    /// How exact a cool-down is: an hour of a lane is 360 peaks, and its row is written every 10 s at most.
    public static final Duration STEP = Duration.ofSeconds(10);

    /// A demand that was seen at `now`, in its step.
    public static Peak of(Demand seen, Instant now) {
        long seconds = now.getEpochSecond();
        Instant step = Instant.ofEpochSecond(seconds - Math.floorMod(seconds, STEP.toSeconds()));
        return new Peak(step, seen.tasks(), seen.runners());
    }

    /// The most of both, which are of the same step.
    public Peak and(Peak other) {
        return new Peak(at, Math.max(tasks, other.tasks), Math.max(runners, other.runners));
    }

    /// True when there is nothing in `other` that is not in this one: it need not be remembered.
    public boolean covers(Peak other) {
        return at.equals(other.at) && tasks >= other.tasks && runners >= other.runners;
    }

    /// True while some moment of the step is not longer ago than `time`.
    boolean within(Duration time, Instant now) {
        return at.plus(STEP).isAfter(now.minus(time));
    }
}

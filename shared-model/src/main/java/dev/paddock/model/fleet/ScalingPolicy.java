package dev.paddock.model.fleet;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;

/// How many runners a lane should have: as many as its tasks take, and some that are idle. It grows at once, and
/// shrinks no earlier than when the larger number was last needed a cool-down ago.
///
/// @param slots tasks that one runner works on at once, 1 to [#MOST_SLOTS]
/// @param minIdle runners beyond those that are needed, from 0 to `max`
/// @param max runners that are never exceeded, 1 to [#MOST_RUNNERS]
/// @param cooldown how long a need is remembered, up to [#LONGEST]; zero = not at all
public record ScalingPolicy(int slots, int minIdle, int max, Duration cooldown) {

    /// As many slots as an agent may have.
    public static final int MOST_SLOTS = 256;

    /// Far more than one cluster runs of them.
    public static final int MOST_RUNNERS = 10_000;

    /// Needs are not remembered longer.
    public static final Duration LONGEST = Duration.ofHours(1);

    /// Throws [IllegalArgumentException] with what is out of range.
    public ScalingPolicy {
        require(slots >= 1 && slots <= MOST_SLOTS, "slots must be 1 to " + MOST_SLOTS);
        require(max >= 1 && max <= MOST_RUNNERS, "max must be 1 to " + MOST_RUNNERS);
        require(minIdle >= 0 && minIdle <= max, "min idle must be 0 to max");
        require(
                !cooldown.isNegative() && cooldown.compareTo(LONGEST) <= 0,
                "the cool-down must be 0 to " + LONGEST.toSeconds() + " s");
    }

    /// How many runners there should be.
    ///
    /// @param now what the lane asks for
    /// @param at when it does, by the clock that the peaks were taken by
    /// @param peaks what it asked for before, in any order; those that are older than the cool-down do not count
    public int desired(Demand now, Instant at, Collection<Peak> peaks) {
        int desired = need(now.tasks(), now.runners());
        if (cooldown.isZero()) {
            return desired;
        }
        for (Peak peak : peaks) {
            if (peak.within(cooldown, at)) {
                desired = Math.max(desired, need(peak.tasks(), peak.runners()));
            }
        }
        return desired;
    }

    /// Tasks that are spread thinly keep more runners than they fill: none of them is taken away from its work.
    private int need(int tasks, int runners) {
        int busy = Math.max(Math.ceilDiv(tasks, slots), runners);
        return Math.min(max, busy + minIdle);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}

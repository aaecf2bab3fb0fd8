package dev.paddock.controlplane.scaling;

import dev.paddock.controlplane.scaling.DemandStore.Seen;
import dev.paddock.model.fleet.LaneNeed;
import dev.paddock.model.fleet.Peak;
import dev.paddock.model.fleet.ScalingPolicy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Says how many runners lanes should have. What a lane asks for at each look is remembered in the ledger, so that
/// scale-in waits out its cool-down whoever looks, and at whichever replica.
@Singleton
public class DesiredRunners {

    // Waiting tasks are counted as far as anybody reads such a number, and further only where the decision needs it.
    private static final int COUNTED = 10_000;

    private final DemandStore demands;
    private final PeakStore peaks;
    private final Policies policies;

    DesiredRunners(DemandStore demands, PeakStore peaks, Policies policies) {
        this.demands = demands;
        this.peaks = peaks;
        this.policies = policies;
    }

    /// The lane of runs without tags, the configured lanes and the `most` busiest ones, each by its own settings.
    public List<LaneNeed> ofBusiest(int most) {
        Map<Lane, ScalingPolicy> lanes = new LinkedHashMap<>();
        lanes.put(Lane.WITHOUT_TAGS, policies.of(Lane.WITHOUT_TAGS));
        policies.configured().forEach(lane -> lanes.put(lane, policies.of(lane)));
        demands.busiest(most).forEach(lane -> lanes.put(lane, policies.of(lane)));
        return of(lanes);
    }

    /// One lane by the policy of whoever asks.
    LaneNeed of(Lane lane, ScalingPolicy policy) {
        return of(Map.of(lane, policy)).getFirst();
    }

    /// One lane whose runners work on one task each and end: also those that stop have theirs to end, and are as many
    /// as what they have. It has no cool-down, so it remembers nothing.
    LaneNeed ofOneTaskEach(Lane lane, int minIdle, int max) {
        ScalingPolicy policy = new ScalingPolicy(1, minIdle, max, Duration.ZERO);
        Map<String, Seen> seen = demands.look(List.of(lane), counted(Map.of(lane, policy)), true);
        return need(lane, policy, seen, Map.of());
    }

    private List<LaneNeed> of(Map<Lane, ScalingPolicy> lanes) {
        Map<String, Seen> seen = demands.look(lanes.keySet(), counted(lanes), false);
        Instant now = seen.values().iterator().next().at();
        Map<String, List<Peak>> before = peaks.since(seen.keySet(), now.minus(longest(lanes)));
        remember(seen, before);
        return lanes.entrySet().stream()
                .map(one -> need(one.getKey(), one.getValue(), seen, before))
                .toList();
    }

    private static int counted(Map<Lane, ScalingPolicy> lanes) {
        return lanes.values().stream()
                .mapToInt(policy -> policy.max() * policy.slots())
                .reduce(COUNTED, Math::max);
    }

    private static Duration longest(Map<Lane, ScalingPolicy> lanes) {
        return lanes.values().stream()
                .map(ScalingPolicy::cooldown)
                .reduce(Duration.ZERO, (one, other) -> one.compareTo(other) > 0 ? one : other)
                .plus(Peak.STEP);
    }

    /// Writes what was not seen before: a lane whose demand stays the same costs a row every ten seconds.
    private void remember(Map<String, Seen> seen, Map<String, List<Peak>> before) {
        Map<String, Peak> higher = new HashMap<>();
        seen.forEach((lane, now) -> {
            Peak peak = Peak.of(now.demand(), now.at());
            boolean known = before.getOrDefault(lane, List.of()).stream().anyMatch(old -> old.covers(peak));
            if (!known && now.demand().tasks() > 0) {
                higher.put(lane, peak);
            }
        });
        if (!higher.isEmpty()) {
            peaks.raise(higher);
        }
    }

    private static LaneNeed need(
            Lane lane, ScalingPolicy policy, Map<String, Seen> seen, Map<String, List<Peak>> before) {
        Seen now = Objects.requireNonNull(seen.get(lane.name()));
        int desired = policy.desired(now.demand(), now.at(), before.getOrDefault(lane.name(), List.of()));
        return new LaneNeed(
                lane.name(), desired, now.demand().assigned(), now.demand().waiting(), now.idle());
    }
}

package dev.paddock.proving.day;

import dev.paddock.model.fleet.Demand;
import dev.paddock.model.fleet.Peak;
import dev.paddock.model.fleet.ScalingPolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What says how many pods there should be. One of them accompanies one day.
@FunctionalInterface
interface Autoscaler {

    /// How many pods there should be now.
    int desired(Instant now, Demand demand);

    /// What `GET /api/fleet/desired` answers: its decision, with the peaks in memory rather than in the ledger.
    static Autoscaler endpoint(ScalingPolicy policy) {
        List<Peak> peaks = new ArrayList<>();
        return (now, demand) -> {
            Peak peak = Peak.of(demand, now);
            if (peaks.isEmpty() || !peaks.getLast().at().equals(peak.at())) {
                peaks.add(peak);
            } else {
                peaks.set(peaks.size() - 1, peaks.getLast().and(peak));
            }
            peaks.removeIf(old -> old.at().isBefore(now.minus(ScalingPolicy.LONGEST)));
            return policy.desired(demand, now, peaks);
        };
    }

    /// The length of the queue over the slots of a pod, as one scales on a message queue.
    static Autoscaler queueLength(int slots, int max) {
        return (now, demand) -> Math.min(max, Math.ceilDiv(demand.waiting(), slots));
    }

    /// Always as many.
    static Autoscaler fixed(int pods) {
        return (now, demand) -> pods;
    }
}

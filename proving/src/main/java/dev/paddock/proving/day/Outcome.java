package dev.paddock.proving.day;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;

/// How a day went.
///
/// @param policy its name
/// @param runs that were carried out
/// @param waitP50S seconds that half of the runs did not exceed until a pod took them
/// @param waitP95S seconds that 95 of 100 runs did not exceed
/// @param waitMaxS of the run that waited longest
/// @param scaleP50S seconds from the moment when a run had to wait until none did, that half of these times did not
///     exceed
/// @param scaleMaxS the longest of them
/// @param podMinutes of all pods, from the decision to start one to its end
/// @param idlePodMinutes in which a pod had no run: it started, or waited
/// @param started pods
/// @param peakPods the most at a time
/// @param cutRuns in work at pods that were told to go: they end there, or are cut off where nobody waits for them
/// @param minutes what there was in each minute
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record Outcome(
        String policy,
        int runs,
        int waitP50S,
        int waitP95S,
        int waitMaxS,
        int scaleP50S,
        int scaleMaxS,
        long podMinutes,
        long idlePodMinutes,
        int started,
        int peakPods,
        int cutRuns,
        @JsonIgnore List<Minute> minutes) {

    /// The most of each within a minute.
    ///
    /// @param needed pods that the runs in work and those that wait would fill
    record Minute(int pods, int needed, int waiting) {

        Minute and(Minute other) {
            return new Minute(
                    Math.max(pods, other.pods), Math.max(needed, other.needed), Math.max(waiting, other.waiting));
        }
    }

    Outcome {
        minutes = List.copyOf(minutes);
    }
}

package dev.paddock.model.runner;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A runner's sign of life.
///
/// @param currentJobs tasks in work
/// @param taskIds exactly these leases are renewed; absent = all the runner claimed since its latest registration,
///     none when `currentJobs` is 0
/// @param lastPollAgeMs since its newest poll for tasks began
/// @param draining whether it stops: it finishes what it has and takes nothing more; absent = no
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Heartbeat(
        RunnerStatus status,
        @JsonProperty(required = true) int currentJobs,
        @Nullable List<String> taskIds,
        @Nullable Long lastPollAgeMs,
        @Nullable Boolean draining) {

    /// Of a runner that goes on.
    public Heartbeat(
            RunnerStatus status, int currentJobs, @Nullable List<String> taskIds, @Nullable Long lastPollAgeMs) {
        this(status, currentJobs, taskIds, lastPollAgeMs, null);
    }
}

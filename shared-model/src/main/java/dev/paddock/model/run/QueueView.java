package dev.paddock.model.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Why a run waits: `GET /v1/runs/:id/queue`.
///
/// @param position 1 for the next to be claimed; 0 when the run does not wait for a runner
/// @param etaSeconds an estimate of when it starts; absent when nothing is known
/// @param reasons what holds it (`resolving_ref`, `not_before`, `paused`, `concurrency_group`, `backoff`), or
///     `no_matching_runner` or `all_slots_busy`; empty when a runner is about to take it, or when it does not wait
public record QueueView(
        int position,

        @JsonProperty("eta_seconds") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        Long etaSeconds,

        List<String> reasons) {}

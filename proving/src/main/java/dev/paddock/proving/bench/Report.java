package dev.paddock.proving.bench;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.paddock.proving.bench.gauge.CpuTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All that a bench found out: the object that `--json` prints, as docs/bench.md documents it. What was not measured
/// is null.
///
/// @param cpuCores processors kept busy while a rate was measured, by the rate's name without `_per_s`
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record Report(
        Conditions conditions,
        @Nullable Double submitPerS,
        @Nullable Double intakePerS,
        @Nullable Double claimResultPerS,
        @Nullable Double lifecyclePerS,
        @Nullable Reads reads,
        @Nullable Reports reportMs,
        @Nullable Uploads uploads,
        @Nullable Overview overviewMs,
        @Nullable Retention retention,
        @Nullable Pickup pickupMs,
        @Nullable Pickup pickupOtherReplicaMs,
        @Nullable List<Heartbeat> heartbeat,
        @Nullable Growth growth,
        @Nullable Followers followers,
        @Nullable Replicas replicas,
        Map<String, CpuTime> cpuCores) {

    /// Where and how it was measured.
    ///
    /// @param loadBefore processes that wanted a processor when it began, as the system averages them over a minute
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Conditions(
            String startedAt,
            double tookS,
            int cores,
            long memoryMb,
            double loadBefore,
            String system,
            String jvm,
            String postgresql,
            String kafka,
            int runners,
            int submitters,
            int runs,
            int replicas,
            double limitS) {}

    /// One run read by as many clients over HTTP with a key; its row, by its primary key, over HTTP from a server that
    /// does nothing else, and straight from the ledger.
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Reads(double readPerS, double bareReadPerS, double readOfBare, double rowPerS) {}

    /// Milliseconds that a report of some 20 MiB takes.
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Reports(double p50, double p99, int count) {}

    /// Archives of `sizeMb` in one call and in chunks, against a file of that size written to the same disk and
    /// synced; of each the middle one of some.
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Uploads(
            int sizeMb,
            double uploadMbPerS,
            double chunkedMbPerS,
            double writeMbPerS,
            double uploadOfWrite,
            double rssMb) {}

    /// Milliseconds that the overview of `builds` takes.
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Overview(int builds, double p50, double p99, int count) {}

    /// A sweep that deleted so many `builds` with their reports.
    ///
    /// @param longestTransactionMs of all clients of the ledger, meanwhile
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Retention(long builds, double sweptPerS, double longestTransactionMs, long bytesFreed) {}

    /// Milliseconds from a submission to the runner that waits.
    ///
    /// @param woken how many claims were woken by what; null where the control plane does not say
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Pickup(
            double p50, double p99, int count, @Nullable Map<String, Long> woken) {}

    /// What the heartbeats of `runners` cost, in percent of one core; the idle figures are those without them.
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Heartbeat(
            int runners,
            double beatsPerS,
            double databaseCpuPercent,
            double databaseIdleCpuPercent,
            double controlPlaneCpuPercent,
            double controlPlaneIdleCpuPercent) {}

    /// What more of everything does.
    ///
    /// @param queueRatio the rate with the longest queue, divided by that with the shortest
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Growth(
            @Nullable List<Queue> queue,
            @Nullable Double queueRatio,
            @Nullable List<Pollers> pollers) {}

    /// Claim and result with `queued` tasks ready.
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Queue(int queued, double claimResultPerS) {}

    /// The control plane with `runners` idle long polls, and what is left of its speed for others.
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Pollers(
            int runners,
            double controlPlaneCpuPercent,
            double databaseCpuPercent,
            double controlPlaneRssMb,
            double claimResultPerS,
            double pickupP50Ms,
            double pickupP99Ms) {}

    /// The control plane's memory before and while `followed` callers follow one log, each with its 50 lines.
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Followers(int followed, double rssBeforeMb, double rssWhileMb) {}

    /// Claim and result by the same runners, at one of the replicas and spread over all of them.
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Replicas(int replicas, double onePerS, double allPerS, double ratio) {}
}

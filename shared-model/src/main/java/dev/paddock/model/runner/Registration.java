package dev.paddock.model.runner;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reply to a registration: the [RunnerView] and the pace the server sets, in milliseconds.
///
/// @param heartbeatIntervalMs beat this often
/// @param heartbeatTimeoutMs a runner not heard of for this long is shown offline
/// @param leaseMs a task is lost this long after its last accepted call
/// @param pollWaitMs the longest long poll
public record Registration(
        String id,
        String name,
        String version,
        RunnerStatus status,
        int maxConcurrency,
        int currentJobs,
        List<String> tags,
        boolean draining,
        boolean ephemeral,
        @Nullable Instant lastHeartbeatAt,
        Instant registeredAt,
        long heartbeatIntervalMs,
        long heartbeatTimeoutMs,
        long leaseMs,
        long pollWaitMs) {}

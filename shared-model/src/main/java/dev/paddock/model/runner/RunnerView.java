package dev.paddock.model.runner;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A registered runner.
///
/// @param id as the runner gave it
/// @param maxConcurrency its slots
/// @param currentJobs what it last reported; free slots are derived from leases
/// @param draining it gets no new tasks: it was told to drain, or says that it stops
/// @param ephemeral its record is removed when it is gone
/// @param lastHeartbeatAt null before the first
public record RunnerView(
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
        Instant registeredAt) {}

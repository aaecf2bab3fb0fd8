package dev.paddock.runner.review;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paddock.runner.container.ReviewContainers;
import dev.paddock.runner.controlplane.Backoff;
import dev.paddock.runner.controlplane.BootClock;
import dev.paddock.runner.controlplane.ControlPlane;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// What every task of a runner is worked on with.
///
/// @param clock decides how long the work may go on
/// @param time stamps log lines, and decides nothing
/// @param logBackoff between the tries to send a batch of log lines
/// @param secrets what no log may show, beside each task's own
/// @param spool the folder for logs that wait while the control plane is away
public record ReviewTools(
        ControlPlane controlPlane,
        Fetcher fetcher,
        ReviewContainers containers,
        ReviewJudge judge,
        ObjectMapper json,
        BootClock clock,
        InstantSource time,
        Backoff logBackoff,
        List<String> secrets,
        Path spool) {

    /// Why no reviewer can be started now, as [ReviewContainers#trouble] says.
    public Optional<String> trouble() {
        return containers.trouble();
    }

    /// Removes reviewers that nobody waits for, as [ReviewContainers#reap] says.
    public void reap() {
        containers.reap();
    }
}

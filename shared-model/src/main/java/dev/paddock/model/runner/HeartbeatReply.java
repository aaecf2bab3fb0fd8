package dev.paddock.model.runner;

import java.util.List;

/// Reply to a heartbeat.
///
/// @param cancelTaskIds tasks to stop because their run was cancelled
/// @param lostTaskIds tasks the runner no longer holds, to be dropped at once
/// @param drain take no new tasks
public record HeartbeatReply(RunnerView runner, List<String> cancelTaskIds, List<String> lostTaskIds, boolean drain) {}

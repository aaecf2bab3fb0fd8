package dev.paddock.runner.controlplane;

import java.util.List;
import java.util.UUID;

/// Who this runner is.
///
/// @param id stays the same over restarts
/// @param version of the agent
/// @param slots how many tasks it works on at once
/// @param tags what it offers
/// @param instance made anew at each start: what an earlier process held is lost at once
public record RunnerIdentity(String id, String name, String version, int slots, List<String> tags, UUID instance) {}

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
/// @param ephemeral never comes back once it is gone, so its record may go too
public record RunnerIdentity(
        String id, String name, String version, int slots, List<String> tags, UUID instance, boolean ephemeral) {

    /// A runner that stays.
    public RunnerIdentity(String id, String name, String version, int slots, List<String> tags, UUID instance) {
        this(id, name, version, slots, tags, instance, false);
    }
}

package dev.paddock.controlplane.fleet;

import jakarta.inject.Singleton;
import java.util.List;

/// Runners that come, go and drain.
@Singleton
public class FleetCalls {

    private final Runners runners;

    FleetCalls(Runners runners) {
        this.runners = runners;
    }

    /// A runner's process registers.
    public void register(String id, String keyId, String session, int slots, List<String> tags) {
        var unused = runners.register(new RunnerHeaders(id, id, "test", slots, tags, session, true, false), keyId);
    }

    /// A runner leaves.
    public void deregister(String id, String keyId) {
        var unused = runners.deregister(id, keyId, true);
    }

    /// A runner is taken out of service, or back.
    public void drain(String id, boolean draining) {
        var unused = runners.drain(id, draining);
    }
}

package dev.paddock.controlplane.simulation;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A server that does nothing with runs and tasks by itself: the simulation makes each step.
public class SimulationProfile implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "quarkus.arc.exclude-types",
                "dev.paddock.controlplane.lease.Sweeper,dev.paddock.controlplane.turn.TurnLoop");
    }

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(ChosenDelays.class);
    }

    @Override
    public boolean disableGlobalTestResources() {
        return true;
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(ClockedServices.class));
    }
}

package dev.paddock.controlplane.simulation;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A server that does nothing with runs and tasks by itself: the simulation makes each step.
public class SimulationProfile implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "quarkus.arc.exclude-types",
                Stream.of(
                                "loop.Chores",
                                "turn.TurnLoop",
                                "dispatch.Announcer",
                                "dispatch.Intake",
                                "dispatch.ResolveRefs",
                                "dispatch.TaskFeed",
                                "event.Relays",
                                "command.CommandLoop",
                                "command.CommandResource")
                        .map("dev.paddock.controlplane."::concat)
                        .collect(Collectors.joining(",")));
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

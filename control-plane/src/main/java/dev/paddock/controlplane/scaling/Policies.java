package dev.paddock.controlplane.scaling;

import dev.paddock.model.fleet.ScalingPolicy;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/// The settings of each lane, checked when the server starts.
@Singleton
class Policies {

    private final ScalingPolicy general;
    private final Map<Lane, ScalingPolicy> lanes = new HashMap<>();

    /// Throws [IllegalStateException] with the setting that is wrong.
    Policies(ScalingConfig config) {
        this.general = checked(
                "paddock.scaling",
                () -> new ScalingPolicy(config.slots(), config.minIdle(), config.max(), config.cooldown()));
        config.lanes().forEach((name, own) -> {
            String setting = "paddock.scaling.lanes.\"" + name + '"';
            Lane lane = Lane.parse(name)
                    .orElseThrow(() -> new IllegalStateException(setting + ": the name " + Lane.SHAPE + "."));
            lanes.put(
                    lane,
                    checked(
                            setting,
                            () -> new ScalingPolicy(
                                    own.slots().orElse(general.slots()),
                                    own.minIdle().orElse(general.minIdle()),
                                    own.max().orElse(general.max()),
                                    own.cooldown().orElse(general.cooldown()))));
        });
    }

    /// Made here, a wrong setting ends the start.
    void start(@Observes StartupEvent event) {}

    /// What the lane goes by.
    ScalingPolicy of(Lane lane) {
        return Objects.requireNonNullElse(lanes.get(lane), general);
    }

    /// The lanes that have settings of their own.
    List<Lane> configured() {
        return List.copyOf(lanes.keySet());
    }

    private static ScalingPolicy checked(String setting, Supplier<ScalingPolicy> policy) {
        try {
            return policy.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(setting + ": " + e.getMessage() + "; correct it.", e);
        }
    }
}

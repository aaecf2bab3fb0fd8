package dev.paddock.controlplane.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.model.fleet.ScalingPolicy;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.junit.jupiter.api.Test;

class PoliciesTest {

    private static final Lane GPU = lane("gpu");

    @Test
    void everyLaneHasTheSameSettingsUnlessItHasItsOwn() {
        Policies policies = policies(Map.of(
                "paddock.scaling.slots", "4",
                "paddock.scaling.lanes.gpu.slots", "1",
                "paddock.scaling.lanes.gpu.min-idle", "2",
                "paddock.scaling.lanes.\"large,fast\".cooldown", "30s"));

        assertThat(policies.of(Lane.WITHOUT_TAGS)).isEqualTo(new ScalingPolicy(4, 0, 100, Duration.ofMinutes(5)));
        assertThat(policies.of(GPU)).isEqualTo(new ScalingPolicy(1, 2, 100, Duration.ofMinutes(5)));
        assertThat(policies.of(lane("fast,large"))).isEqualTo(new ScalingPolicy(4, 0, 100, Duration.ofSeconds(30)));
        assertThat(policies.configured()).containsExactlyInAnyOrder(GPU, lane("fast,large"));
    }

    @Test
    void theEnvironmentMayNameALane() {
        Policies policies = policies(new EnvConfigSource(Map.of("PADDOCK_SCALING_LANES_GPU_MIN_IDLE", "2"), 300));

        assertThat(policies.of(GPU).minIdle()).isEqualTo(2);
        assertThat(policies.configured()).containsExactly(GPU);
    }

    @Test
    void aSettingThatIsWrongIsNamed() {
        refused("paddock.scaling.slots", "0", "paddock.scaling: slots must be 1 to 256; correct it.");
        refused("paddock.scaling.cooldown", "2h", "cool-down must be 0 to 3600 s");
        refused("paddock.scaling.lanes.gpu.min-idle", "101", "paddock.scaling.lanes.\"gpu\": min idle");
        refused("paddock.scaling.lanes.GPU.slots", "1", "paddock.scaling.lanes.\"GPU\": the name must be tags");
    }

    private static void refused(String name, String value, String sentence) {
        assertThatThrownBy(() -> policies(Map.of(name, value)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(sentence);
    }

    private static Lane lane(String name) {
        return Lane.parse(name).orElseThrow();
    }

    private static Policies policies(Map<String, String> settings) {
        return policies(new PropertiesConfigSource(settings, "test", 100));
    }

    private static Policies policies(ConfigSource settings) {
        return new Policies(new SmallRyeConfigBuilder()
                .withSources(settings)
                .withMapping(ScalingConfig.class)
                .withConverter(Duration.class, 100, new DurationConverter())
                .build()
                .getConfigMapping(ScalingConfig.class));
    }
}

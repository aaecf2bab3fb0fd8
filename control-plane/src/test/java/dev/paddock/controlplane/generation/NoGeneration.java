package dev.paddock.controlplane.generation;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/// The server makes no report by itself.
public class NoGeneration implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("paddock.generation.at-once", "0");
    }
}

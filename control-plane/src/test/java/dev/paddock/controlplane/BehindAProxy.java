package dev.paddock.controlplane;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/// Refusals are limited as they are without settings, and callers come through a proxy on this machine.
public class BehindAProxy implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("paddock.refusal.per-minute", "10", "paddock.refusal.trusted-proxies", "127.0.0.0/8,::1");
    }
}

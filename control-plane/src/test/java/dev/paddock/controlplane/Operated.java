package dev.paddock.controlplane;

import dev.paddock.controlplane.storage.BucketBehindProxy;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.List;
import java.util.Map;

/// As an operator has it: refusals are limited as they are without settings, callers come through a proxy on this
/// machine, spans go to a collector, and bytes to a bucket.
public class Operated implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("paddock.refusal.per-minute", "10", "paddock.refusal.trusted-proxies", "127.0.0.0/8,::1");
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(Collector.class), new TestResourceEntry(BucketBehindProxy.class));
    }
}

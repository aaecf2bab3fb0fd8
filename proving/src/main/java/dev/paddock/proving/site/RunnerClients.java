package dev.paddock.proving.site;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.paddock.runner.controlplane.Backoff;
import dev.paddock.runner.controlplane.BootClock;
import dev.paddock.runner.controlplane.ControlPlane;
import dev.paddock.runner.controlplane.RunnerIdentity;
import dev.paddock.runner.controlplane.Server;
import dev.paddock.standalone.credentials.ApiKey;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// Runners without a review in them: the agent's own client, with its timeouts and retries, in this process.
///
/// @param key what the runners log in with
/// @param random of the pauses between the tries of one call
public record RunnerClients(ApiKey key, RandomGenerator random) {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    // Reads and writes as the agent's does.
    private static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

    /// The way to `url`, with connections of its own.
    public Server server(URI url) {
        return new Server(url, key.text());
    }

    /// A fresh runner process called `id`, not registered yet, that calls `url`.
    public ControlPlane runner(String id, int slots, List<String> tags, URI url) {
        return runner(id, slots, tags, server(url));
    }

    /// As [#runner(String, int, List, URI)], by a way that several runners may share; who closes one closes it.
    public ControlPlane runner(String id, int slots, List<String> tags, Server server) {
        var identity = new RunnerIdentity(id, id, "proving", slots, List.copyOf(tags), UUID.randomUUID());
        var backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE, random);
        return new ControlPlane(server, identity, JSON, BootClock.system(), backoff);
    }
}

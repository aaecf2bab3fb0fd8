package dev.paddock.runner.controlplane;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.Executors;

/// The control plane that a runner calls.
///
/// @param url its address
/// @param key the runner's API key
/// @param http the connections to it; runners of one process may share them
public record Server(URI url, String key, HttpClient http) implements AutoCloseable {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

    /// With connections of its own.
    public Server(URI url, String key) {
        this(
                url,
                key,
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(CONNECT_TIMEOUT)
                        .executor(Executors.newVirtualThreadPerTaskExecutor())
                        .build());
    }

    /// The same connections for another address or key.
    public Server with(URI otherUrl, String otherKey) {
        return new Server(otherUrl, otherKey, http);
    }

    /// Ends the connections and every call in work.
    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}

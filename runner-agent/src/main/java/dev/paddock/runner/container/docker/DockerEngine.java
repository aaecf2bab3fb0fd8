package dev.paddock.runner.container.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.api.model.Version;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.core.RemoteApiVersion;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// A Docker engine that answered, spoken to in the newest API version that both sides know.
///
/// @param calls for calls that end; each has a time limit
/// @param streams for what may be silent for as long as a reviewer runs
/// @param name the engine and its versions in words
/// @param platform what it runs: `linux/amd64`
/// @param cpus how many processors it has
/// @param rootless whether it runs in a user namespace of an ordinary user's: root in its containers is that user
record DockerEngine(DockerClient calls, DockerClient streams, String name, String platform, int cpus, boolean rootless)
        implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(DockerEngine.class);

    private static final RemoteApiVersion NEWEST_KNOWN = RemoteApiVersion.VERSION_1_44;
    private static final Duration CONNECT = Duration.ofSeconds(5);

    /// As [DockerContainers#check].
    static void check(DockerConfig config) {
        URI host;
        try {
            host = clientConfig(config, RemoteApiVersion.unknown()).getDockerHost();
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "what DOCKER_HOST and Docker's other settings say cannot be used: " + reason(e), e);
        }
        boolean socket = "unix".equals(host.getScheme()) && host.getPath() != null;
        boolean address = "tcp".equals(host.getScheme()) && host.getHost() != null && host.getPort() < 1 << 16;
        if (!socket && !address) {
            throw new IllegalArgumentException(
                    "DOCKER_HOST is '%s'; use unix:///path/to/docker.sock or tcp://host:port".formatted(host));
        }
    }

    /// Throws an [IOException] that says in one sentence why no engine can be had.
    static DockerEngine connect(DockerConfig config) throws IOException {
        String host =
                clientConfig(config, RemoteApiVersion.unknown()).getDockerHost().toString();
        try {
            RemoteApiVersion negotiated;
            Version version;
            try (DockerClient any = client(config, RemoteApiVersion.unknown(), CONNECT)) {
                version = any.versionCmd().exec();
                negotiated = negotiate(version);
            }
            Info info;
            try (DockerClient once = client(config, negotiated, config.callTimeout())) {
                info = once.infoCmd().exec();
            }
            String name = "Docker %s (API %s)".formatted(version.getVersion(), negotiated.getVersion());
            boolean rootless = info.getSecurityOptions() != null
                    && info.getSecurityOptions().contains("name=rootless");
            if (Boolean.FALSE.equals(info.getMemoryLimit())) {
                LOG.warnf(
                        "%s limits no container's memory (no cgroups of version 2): what this runner itself may use"
                                + " is the only limit of its reviews",
                        name);
            }
            String platform = version.getOperatingSystem() + "/" + version.getArch();
            int cpus = Objects.requireNonNullElse(info.getNCPU(), Integer.MAX_VALUE);
            // None is left open when the engine does not tell about itself: it will be asked again.
            return new DockerEngine(
                    client(config, negotiated, config.callTimeout()),
                    client(config, negotiated, null),
                    name,
                    platform,
                    cpus,
                    rootless);
        } catch (RuntimeException e) {
            throw new IOException("no Docker engine answers at %s: %s".formatted(host, reason(e)), e);
        }
    }

    // An engine serves a window of versions; one too new for what the library knows is asked for its oldest.
    private static RemoteApiVersion negotiate(Version version) {
        RemoteApiVersion engines = RemoteApiVersion.parseConfig(version.getApiVersion());
        if (!engines.isGreater(NEWEST_KNOWN)) {
            return engines;
        }
        String oldest = version.getMinAPIVersion();
        RemoteApiVersion minimum = oldest == null ? NEWEST_KNOWN : RemoteApiVersion.parseConfig(oldest);
        return minimum.isGreater(NEWEST_KNOWN) ? minimum : NEWEST_KNOWN;
    }

    private static DockerClient client(DockerConfig config, RemoteApiVersion version, @Nullable Duration limit) {
        DockerClientConfig clientConfig = clientConfig(config, version);
        var transport = new ZerodepDockerHttpClient.Builder()
                .dockerHost(clientConfig.getDockerHost())
                .sslConfig(clientConfig.getSSLConfig())
                .connectionTimeout(CONNECT);
        if (limit != null) {
            transport.responseTimeout(limit);
        }
        return DockerClientImpl.getInstance(clientConfig, transport.build());
    }

    private static DockerClientConfig clientConfig(DockerConfig config, RemoteApiVersion version) {
        var builder = DefaultDockerClientConfig.createDefaultConfigBuilder().withApiVersion(version);
        if (config.host() != null) {
            builder.withDockerHost(config.host());
        }
        return builder.build();
    }

    /// Makes a call to its end on a thread of its own, whatever interrupts the caller: on a virtual thread an interrupt
    /// breaks off the call that it meets.
    static <T extends @Nullable Object> T uninterrupted(String thread, Supplier<T> call) {
        var made = new CompletableFuture<T>();
        Thread.ofVirtual().name(thread).start(() -> {
            try {
                made.complete(call.get());
            } catch (RuntimeException e) {
                made.completeExceptionally(e);
            }
        });
        try {
            return made.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }

    /// The innermost cause in one line: the engine's own words come as one line of JSON in the outer message.
    static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        return message == null
                ? cause.getClass().getSimpleName()
                : message.replaceAll("\\s+", " ").strip();
    }

    @Override
    public void close() {
        try (calls;
                streams) {
            // Both are closed, whatever the first one says.
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the connections to the engine", e);
        }
    }
}

package dev.paddock.controlplane.storage;

import dev.paddock.standalone.services.Ports;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.awaitility.Awaitility;

/// A server of the S3 API over a folder, as a process of its own: S3Proxy.
final class S3Server implements AutoCloseable {

    static final String BUCKET = "blobs";
    private static final String ID = "an-access-key";
    private static final String SECRET = "the-secret-of-the-access-key";
    private static final Path LIB = Path.of("../s3-server/target/lib");

    private final Path folder;
    private final URI endpoint;
    private final Process process;

    /// Starts it with one bucket; returns when it listens.
    S3Server(Path folder) throws IOException {
        this.folder = folder;
        int port = Ports.free();
        this.endpoint = URI.create("http://127.0.0.1:" + port);
        Files.createDirectories(bucket());
        Path log = folder.resolve("s3.log");
        this.process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        LIB.toAbsolutePath().normalize() + "/*",
                        "org.gaul.s3proxy.Main",
                        "--properties",
                        properties().toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> listens(port, log));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private Path properties() throws IOException {
        Properties properties = new Properties();
        properties.putAll(Map.of(
                "s3proxy.endpoint",
                endpoint.toString(),
                "s3proxy.authorization",
                "aws-v4",
                "s3proxy.identity",
                ID,
                "s3proxy.credential",
                SECRET,
                "jclouds.provider",
                "filesystem-nio2",
                "jclouds.identity",
                "unused",
                "jclouds.credential",
                "unused",
                "jclouds.filesystem.basedir",
                folder.resolve("buckets").toAbsolutePath().toString()));
        Path file = folder.resolve("s3.properties");
        try (var out = Files.newBufferedWriter(file)) {
            properties.store(out, null);
        }
        return file.toAbsolutePath();
    }

    private boolean listens(int port, Path log) {
        if (!process.isAlive()) {
            throw new IllegalStateException("the S3 server ended; see " + log);
        }
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /// Where it listens.
    URI endpoint() {
        return endpoint;
    }

    /// The folder that the bucket's objects are files of.
    Path bucket() {
        return folder.resolve("buckets").resolve(BUCKET);
    }

    /// The settings of a server that uses its bucket.
    ///
    /// @param spool where it spools
    StorageConfig.S3 config(Path spool) throws IOException {
        return new Access(
                Optional.of(BUCKET),
                Optional.of(endpoint),
                "us-east-1",
                true,
                Optional.of(Files.writeString(folder.resolve("access-key"), ID + "\n")),
                Optional.of(Files.writeString(folder.resolve("secret-key"), SECRET + "\n")),
                spool);
    }

    record Access(
            Optional<String> bucket,
            Optional<URI> endpoint,
            String region,
            boolean pathStyle,
            Optional<Path> accessKeyFile,
            Optional<Path> secretKeyFile,
            Path spool)
            implements StorageConfig.S3 {}

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}

package dev.paddock.controlplane.storage;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A bucket of a real server instead of a folder, behind a network that can be cut.
public class BucketBehindProxy implements QuarkusTestResourceLifecycleManager {

    private static @Nullable S3Server server;
    private static @Nullable CutOffProxy proxy;
    private static @Nullable Path spool;

    static S3Server server() {
        return started(server);
    }

    static CutOffProxy proxy() {
        return started(proxy);
    }

    /// Where drafts lie.
    static Path spool() {
        return started(spool);
    }

    private static <T> T started(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("not started");
        }
        return part;
    }

    @Override
    public Map<String, String> start() {
        try {
            Path data = Files.createTempDirectory(Path.of("target"), "bucket-").toAbsolutePath();
            S3Server started = new S3Server(data);
            server = started;
            CutOffProxy before = new CutOffProxy(started.endpoint());
            proxy = before;
            Path drafts = Files.createDirectory(data.resolve("spool"));
            spool = drafts;
            StorageConfig.S3 config = started.config(drafts);
            return Map.of(
                    "paddock.storage.s3.bucket", config.bucket().orElseThrow(),
                    "paddock.storage.s3.endpoint", before.address().toString(),
                    "paddock.storage.s3.path-style", "true",
                    "paddock.storage.s3.access-key-file",
                            config.accessKeyFile().orElseThrow().toString(),
                    "paddock.storage.s3.secret-key-file",
                            config.secretKeyFile().orElseThrow().toString(),
                    "paddock.storage.s3.spool", drafts.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        try {
            if (proxy != null) {
                proxy.close();
            }
            if (server != null) {
                server.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

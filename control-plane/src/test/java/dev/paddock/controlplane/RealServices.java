package dev.paddock.controlplane;

import dev.paddock.standalone.services.KafkaBroker;
import dev.paddock.standalone.services.PostgresServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A real PostgreSQL and a real Kafka for the tests of this module, with data of their own, and another replica where
/// [OtherReplica] is asked for.
public class RealServices implements QuarkusTestResourceLifecycleManager {

    public static final String ADMIN_KEY = "dk_live_00000000000000000000000000000001" + "d7f5a246";
    public static final String RUNNER_KEY = "dk_live_00000000000000000000000000000002" + "4efcf3fc";

    public static final String ADMIN_PASSWORD = "correct horse battery staple";

    private static @Nullable KafkaBroker broker;
    private static @Nullable Path folders;

    private @Nullable PostgresServer postgres;
    private List<OtherReplica> others = List.of();

    /// The broker, to be stopped and started again.
    public static KafkaBroker broker() {
        if (broker == null) {
            throw new IllegalStateException("not started");
        }
        return broker;
    }

    /// Lets the server read repositories in `folder`.
    static void allow(Path folder) throws IOException {
        if (folders == null) {
            throw new IllegalStateException("not started");
        }
        Files.writeString(folders, folder + "\n");
    }

    @Override
    public Map<String, String> start() {
        try {
            Path data =
                    Files.createTempDirectory(Path.of("target"), "services-").toAbsolutePath();
            postgres = new PostgresServer(data.resolve("postgres"));
            broker = new KafkaBroker(data.resolve("kafka"));
            broker.start();
            folders = Files.createFile(data.resolve("folders"));
            Map<String, String> settings = Map.ofEntries(
                    Map.entry("quarkus.datasource.jdbc.url", postgres.jdbcUrl()),
                    Map.entry("quarkus.datasource.username", postgres.user()),
                    Map.entry("quarkus.datasource.password", postgres.password()),
                    Map.entry("kafka.bootstrap.servers", broker.bootstrapServers()),
                    Map.entry("quarkus.http.test-port", "0"),
                    Map.entry("quarkus.management.test-port", "0"),
                    Map.entry("paddock.access.secret-key-file", write(data, "secret", "a".repeat(40))),
                    Map.entry("paddock.access.admin-key-file", write(data, "admin", ADMIN_KEY)),
                    Map.entry("paddock.access.runner-key-file", write(data, "runner", RUNNER_KEY)),
                    Map.entry("paddock.storage.folder", data.resolve("blobs").toString()),
                    // Installed once for all tests.
                    Map.entry(
                            "paddock.allure.folder",
                            Path.of("target", "allure").toAbsolutePath().toString()),
                    Map.entry("paddock.generation.look", "200ms"),
                    // Tests that show wrong keys all come from one address.
                    Map.entry("paddock.refusal.per-minute", "1000000"),
                    Map.entry("paddock.login.admin-password-file", write(data, "password", ADMIN_PASSWORD)),
                    Map.entry("paddock.catalog.schemes", "https,ssh,http,file"),
                    Map.entry("paddock.catalog.private-addresses", "true"),
                    Map.entry("paddock.catalog.register-by-url", "true"),
                    Map.entry("paddock.catalog.folders-file", folders.toString()),
                    Map.entry("paddock.outbound.schemes", "https,http"),
                    Map.entry("paddock.outbound.private-addresses", "true"),
                    Map.entry("paddock.delivery.pauses", "300ms,300ms,300ms"),
                    Map.entry("paddock.delivery.timeout", "2s"),
                    Map.entry("paddock.dispatch.resolve-tries", "2"),
                    Map.entry("paddock.dispatch.resolve-timeout", "2s"),
                    Map.entry("paddock.metrics.look", "200ms"),
                    Map.entry("paddock.lease.sweep", "200ms"),
                    Map.entry("paddock.upload.sweep", "200ms"),
                    // The tests of these take their turns by themselves.
                    Map.entry("paddock.retention.look", "1h"),
                    Map.entry("paddock.disk.look", "1h"),
                    Map.entry("paddock.turn.sweep", "500ms"),
                    Map.entry("paddock.turn.ageing", "200ms"),
                    Map.entry("paddock.fleet.watch", "200ms"));
            others = OtherReplica.start(settings, data.resolve("other-replica.log"));
            return settings;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String write(Path data, String name, String text) throws IOException {
        return Files.writeString(data.resolve(name), text).toString();
    }

    @Override
    public void stop() {
        others.forEach(OtherReplica::close);
        if (broker != null) {
            broker.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }
}

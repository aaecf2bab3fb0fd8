package dev.paddock.cluster;

import com.github.dockerjava.api.model.HostConfig;
import dev.paddock.proving.site.Connections;
import dev.paddock.standalone.services.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;

/// What Paddock needs beside itself, as containers: PostgreSQL, Kafka, S3. This process reaches them by ports of its
/// own, Kafka by a listener without TLS.
final class Services implements Connections {

    static final String DATABASE_PASSWORD = "the database's password";
    static final String KAFKA_USER = "paddock";
    static final String KAFKA_PASSWORD = "Kafka's \"password\"";
    static final String S3_ID = "s3-id";
    static final String S3_SECRET = "s3-secret";

    /// While Kafka is away its clients would write several lines a second.
    private static final Logger KAFKA = Logger.getLogger("org.apache.kafka");

    private static final int ITERATIONS = 4096;
    private static final Duration ANSWER = Duration.ofSeconds(3);

    private final int postgresPort = Ports.free();
    private final int kafkaPort = Ports.free();
    private final int s3Port = Ports.free();
    private final HttpClient http = HttpClient.newHttpClient();

    Services() {
        KAFKA.setLevel(Level.SEVERE);
    }

    Part.Plan postgres() {
        return new Part.Plan(
                "postgres",
                "postgres:18",
                Map.of("POSTGRES_USER", "paddock", "POSTGRES_DB", "paddock", "POSTGRES_PASSWORD", DATABASE_PASSWORD),
                List.of(),
                Map.of(postgresPort, 5432),
                command -> host(Objects.requireNonNull(command.getHostConfig())).withShmSize(128L << 20),
                () -> {
                    try (Connection connection = connect()) {
                        return connection.isValid(1);
                    }
                });
    }

    /// Clients of the network must show who they are, over TLS.
    Part.Plan kafka(Certificate certificate) {
        return new Part.Plan(
                "kafka",
                "apache/kafka:4.2.1",
                Map.ofEntries(
                        Map.entry("KAFKA_NODE_ID", "1"),
                        Map.entry("KAFKA_PROCESS_ROLES", "broker,controller"),
                        Map.entry("KAFKA_LISTENERS", "CLIENT://:9093,TEST://:9094,CONTROLLER://:9095"),
                        Map.entry("KAFKA_ADVERTISED_LISTENERS", "CLIENT://kafka:9093,TEST://127.0.0.1:" + kafkaPort),
                        Map.entry(
                                "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP",
                                "CLIENT:SASL_SSL,TEST:PLAINTEXT,CONTROLLER:PLAINTEXT"),
                        Map.entry("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER"),
                        Map.entry("KAFKA_INTER_BROKER_LISTENER_NAME", "TEST"),
                        Map.entry("KAFKA_CONTROLLER_QUORUM_VOTERS", "1@kafka:9095"),
                        Map.entry("KAFKA_SASL_ENABLED_MECHANISMS", "SCRAM-SHA-512"),
                        Map.entry(
                                "KAFKA_LISTENER_NAME_CLIENT_SCRAM___SHA___512_SASL_JAAS_CONFIG",
                                "org.apache.kafka.common.security.scram.ScramLoginModule required;"),
                        Map.entry("KAFKA_SSL_KEYSTORE_LOCATION", "/keys/kafka.p12"),
                        Map.entry("KAFKA_SSL_KEYSTORE_TYPE", "PKCS12"),
                        Map.entry("KAFKA_SSL_KEYSTORE_PASSWORD", Certificate.PASSWORD),
                        Map.entry("KAFKA_SSL_KEY_PASSWORD", Certificate.PASSWORD),
                        Map.entry("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "1"),
                        Map.entry("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "1"),
                        Map.entry("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "1"),
                        Map.entry("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0"),
                        Map.entry("KAFKA_LOG_DIRS", "/var/lib/kafka/data")),
                List.of(certificate.keyStore() + ":/keys/kafka.p12:ro"),
                Map.of(kafkaPort, 9094),
                command -> host(Objects.requireNonNull(command.getHostConfig())).withMemory(640L << 20),
                () -> {
                    try (Admin admin = admin()) {
                        return !admin.describeCluster().nodes().get().isEmpty();
                    }
                });
    }

    Part.Plan s3() {
        return new Part.Plan(
                "s3",
                "andrewgaul/s3proxy:3.1.0",
                Map.of(
                        "S3PROXY_AUTHORIZATION", "aws-v4",
                        "S3PROXY_IDENTITY", S3_ID,
                        "S3PROXY_CREDENTIAL", S3_SECRET,
                        "S3PROXY_ENDPOINT", "http://0.0.0.0:80",
                        "JCLOUDS_FILESYSTEM_BASEDIR", "/data"),
                List.of(),
                Map.of(s3Port, 80),
                command -> {
                    // A bucket is a folder.
                    command.withEntrypoint(
                            "sh", "-c", "mkdir -p /data/paddock && exec /opt/s3proxy/run-docker-container.sh");
                    host(Objects.requireNonNull(command.getHostConfig())).withMemory(384L << 20);
                },
                () -> status("http://127.0.0.1:" + s3Port + "/") > 0);
    }

    /// Has Kafka know the control planes.
    void introduce() throws InterruptedException, ExecutionException {
        UserScramCredentialAlteration user = new UserScramCredentialUpsertion(
                KAFKA_USER, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS), KAFKA_PASSWORD);
        try (Admin admin = admin()) {
            admin.alterUserScramCredentials(List.of(user)).all().get();
        }
    }

    /// Of the listener without TLS.
    String bootstrapServers() {
        return "127.0.0.1:" + kafkaPort;
    }

    private Admin admin() {
        return Admin.create(Map.of(
                "bootstrap.servers", bootstrapServers(), "request.timeout.ms", 3000, "default.api.timeout.ms", 5000));
    }

    @Override
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + postgresPort + "/paddock?connectTimeout=5&socketTimeout=20",
                "paddock",
                DATABASE_PASSWORD);
    }

    /// The status of a `GET`.
    int status(String url) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create(url)).timeout(ANSWER).build(), BodyHandlers.discarding())
                .statusCode();
    }

    private static HostConfig host(HostConfig config) {
        return Objects.requireNonNull(config);
    }

    /// Writes the secrets that the programs read to `folder`.
    static Path secrets(Path folder) throws IOException {
        Files.writeString(folder.resolve("s3-id"), S3_ID);
        Files.writeString(folder.resolve("s3-secret"), S3_SECRET);
        Files.writeString(folder.resolve("kafka-password"), KAFKA_PASSWORD + "\n");
        Files.writeString(folder.resolve("secret-key"), "s".repeat(40));
        Files.writeString(folder.resolve("admin-password"), "the administrator's password");
        return folder;
    }
}

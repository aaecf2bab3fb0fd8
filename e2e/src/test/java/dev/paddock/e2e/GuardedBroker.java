package dev.paddock.e2e;

import dev.paddock.standalone.services.KafkaBroker;
import dev.paddock.standalone.services.Ports;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;

/// A broker to whom clients must show who they are, over TLS. Tests come to it by another listener, which asks nothing.
///
/// @param broker runs; its own address is that of the tests
/// @param address of the listener for others
/// @param certificate of that listener, PEM; nobody else has signed it
record GuardedBroker(KafkaBroker broker, String address, Path certificate) {

    static final String USER = "paddock";
    static final String PASSWORD = "Kafka's \\ \"password\"";

    private static final int ITERATIONS = 4096;
    private static final String OF_STORE = "changeit";

    /// Starts one, which knows the user.
    ///
    /// @param data an empty folder
    static GuardedBroker start(Path data) throws Exception {
        Path keys = data.resolve("kafka.p12");
        Path certificate = data.resolve("kafka.pem");
        List<String> store = List.of("-keystore", keys.toString(), "-storepass", OF_STORE, "-alias", "kafka");
        keytool(
                store,
                "-genkeypair",
                "-storetype",
                "PKCS12",
                "-keyalg",
                "EC",
                "-dname",
                "CN=kafka",
                "-ext",
                "san=ip:127.0.0.1");
        keytool(store, "-exportcert", "-rfc", "-file", certificate.toString());
        int open = Ports.free();
        int guarded = Ports.free();
        KafkaBroker broker = new KafkaBroker(data.resolve("kafka"), open, settings(open, guarded, Ports.free(), keys));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                            USER, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS), PASSWORD)))
                    .all()
                    .get();
        }
        return new GuardedBroker(broker, "127.0.0.1:" + guarded, certificate);
    }

    private static Map<String, String> settings(int open, int guarded, int controller, Path keys) {
        String clients = "PLAINTEXT://127.0.0.1:%d,GUARDED://127.0.0.1:%d".formatted(open, guarded);
        return Map.of(
                "listeners",
                clients + ",CONTROLLER://127.0.0.1:" + controller,
                "advertised.listeners",
                clients,
                "controller.quorum.voters",
                "1@127.0.0.1:" + controller,
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT,GUARDED:SASL_SSL,CONTROLLER:PLAINTEXT",
                "sasl.enabled.mechanisms",
                "SCRAM-SHA-512",
                "listener.name.guarded.scram-sha-512.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;",
                "ssl.keystore.location",
                keys.toString(),
                "ssl.keystore.type",
                "PKCS12",
                "ssl.keystore.password",
                OF_STORE);
    }

    private static void keytool(List<String> store, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(store);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("keytool: " + said);
        }
    }

    /// What a server is given to come to it, with the password in `file`.
    Map<String, String> settings(Path file) throws IOException {
        Files.writeString(file, PASSWORD + "\n");
        return Map.of(
                "PADDOCK_KAFKA",
                address,
                "PADDOCK_KAFKA_SECURITY_PROTOCOL",
                "SASL_SSL",
                "PADDOCK_KAFKA_USER",
                USER,
                "PADDOCK_KAFKA_PASSWORD_FILE",
                file.toString(),
                "PADDOCK_KAFKA_TRUST_FILE",
                certificate.toString());
    }
}

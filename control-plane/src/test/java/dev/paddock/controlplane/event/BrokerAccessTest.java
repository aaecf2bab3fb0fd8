package dev.paddock.controlplane.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerAccessTest {

    @TempDir
    private Path folder;

    @Test
    void whatIsBlankIsNotSet() {
        assertThat(settings(Map.of("bootstrap.servers", "kafka:9092", "ssl.truststore.location", ""), Map.of()))
                .isEqualTo(Map.of("bootstrap.servers", "kafka:9092"));
    }

    @Test
    void aUserSignsInAsTheMechanismHasIt() throws IOException {
        assertThat(signIn("SCRAM-SHA-512", "secret").getFirst())
                .isEqualTo("org.apache.kafka.common.security.scram.ScramLoginModule");
        assertThat(signIn("PLAIN", "secret").getFirst())
                .isEqualTo("org.apache.kafka.common.security.plain.PlainLoginModule");
    }

    @Test
    void everyPasswordArrivesAsItIs() throws IOException {
        String password = "a \\ \"quoted\"; pass=word\\";

        assertThat(signIn("PLAIN", password + "\n").getLast()).isEqualTo(password);
    }

    @Test
    void settingsThatDoNotFitTogetherAreRefused() throws IOException {
        String file = Files.writeString(folder.resolve("password"), "secret").toString();
        Map<String, Object> sasl = Map.of("security.protocol", "SASL_SSL", "sasl.mechanism", "SCRAM-SHA-512");

        assertRefused(sasl, Map.of(), "set PADDOCK_KAFKA_USER");
        assertRefused(sasl, Map.of("user", "paddock"), "set PADDOCK_KAFKA_PASSWORD_FILE");
        assertRefused(sasl, Map.of("password-file", file), "set PADDOCK_KAFKA_USER");
        assertRefused(sasl, Map.of("user", "paddock", "password-file", file + ".none"), "cannot be read");
        assertRefused(
                Map.of("security.protocol", "PLAINTEXT"), Map.of("user", "paddock", "password-file", file), "SASL_SSL");
        assertRefused(Map.of("security.protocol", "TLS"), Map.of(), "'TLS'");
        assertRefused(
                Map.of("security.protocol", "SASL_SSL", "sasl.mechanism", "GSSAPI"),
                Map.of("user", "paddock", "password-file", file),
                "'GSSAPI'");
    }

    @Test
    void anotherWayToSignInIsKept() {
        Map<String, Object> given =
                Map.of("security.protocol", "SASL_SSL", "sasl.jaas.config", "some.Module required;");

        assertThat(settings(given, Map.of())).isEqualTo(given);
    }

    /// The module, and the password as Kafka's client reads it.
    private List<String> signIn(String mechanism, String password) throws IOException {
        String file = Files.writeString(folder.resolve("password"), password).toString();
        Map<String, Object> settings = settings(
                Map.of("security.protocol", "SASL_SSL", "sasl.mechanism", mechanism),
                Map.of("user", "paddock", "password-file", file));
        Map<String, Object> parsed =
                Map.of("sasl.jaas.config", new Password(String.valueOf(settings.get("sasl.jaas.config"))));
        var entry = JaasContext.loadClientContext(parsed).configurationEntries().getFirst();
        assertThat(entry.getOptions().get("username")).isEqualTo("paddock");
        return List.of(
                entry.getLoginModuleName(), String.valueOf(entry.getOptions().get("password")));
    }

    private static void assertRefused(Map<String, Object> given, Map<String, String> config, String sentence) {
        assertThatThrownBy(() -> settings(given, config)).hasMessageContaining(sentence);
    }

    private static Map<String, Object> settings(Map<String, Object> given, Map<String, String> config) {
        Map<String, String> named = new HashMap<>();
        config.forEach((name, value) -> named.put("paddock.kafka." + name, value));
        KafkaConfig mapped = new SmallRyeConfigBuilder()
                .withDefaultValues(named)
                .withMapping(KafkaConfig.class)
                .addDiscoveredConverters()
                .build()
                .getConfigMapping(KafkaConfig.class);
        return BrokerAccess.settings(given, mapped);
    }
}

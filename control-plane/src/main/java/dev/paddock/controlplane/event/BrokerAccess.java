package dev.paddock.controlplane.event;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.security.auth.SecurityProtocol;

/// What every client shows to the broker, and whom it trusts.
final class BrokerAccess {

    private static final String PLAIN = "PLAIN";
    private static final String SCRAM = "SCRAM-";
    private static final String PLAIN_MODULE = "org.apache.kafka.common.security.plain.PlainLoginModule";
    private static final String SCRAM_MODULE = "org.apache.kafka.common.security.scram.ScramLoginModule";

    private BrokerAccess() {}

    /// The settings of a client: what of `given` says something, and the sign-in that `config` names. Throws
    /// [ConfigurationException] where they do not fit together.
    ///
    /// @param given every `kafka.*` setting; a blank one is none
    static Map<String, Object> settings(Map<String, Object> given, KafkaConfig config) {
        Map<String, Object> settings = new HashMap<>(given);
        settings.values().removeIf(value -> value.toString().isBlank());
        if (config.user().isPresent() || config.passwordFile().isPresent()) {
            settings.put(SaslConfigs.SASL_JAAS_CONFIG, signIn(settings, config));
        } else if (isSasl(settings) && !settings.containsKey(SaslConfigs.SASL_JAAS_CONFIG)) {
            throw new ConfigurationException("Kafka asks who we are, and nothing says it; set PADDOCK_KAFKA_USER and"
                    + " PADDOCK_KAFKA_PASSWORD_FILE, or KAFKA_SASL_JAAS_CONFIG.");
        }
        return settings;
    }

    private static String signIn(Map<String, Object> settings, KafkaConfig config) {
        if (!isSasl(settings)) {
            throw new ConfigurationException("PADDOCK_KAFKA_USER is shown to nobody without SASL; set"
                    + " PADDOCK_KAFKA_SECURITY_PROTOCOL to SASL_SSL.");
        }
        String user = required(config.user(), "PADDOCK_KAFKA_USER");
        Path file = required(config.passwordFile(), "PADDOCK_KAFKA_PASSWORD_FILE");
        return "%s required username=\"%s\" password=\"%s\";"
                .formatted(module(settings), escaped(user), escaped(read(file)));
    }

    private static boolean isSasl(Map<String, Object> settings) {
        Object protocol = settings.get(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG);
        if (protocol == null) {
            return false;
        }
        if (!SecurityProtocol.names().contains(protocol.toString())) {
            throw new ConfigurationException("PADDOCK_KAFKA_SECURITY_PROTOCOL is '" + protocol
                    + "'; use PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL.");
        }
        return SecurityProtocol.forName(protocol.toString()).name.startsWith("SASL_");
    }

    private static String module(Map<String, Object> settings) {
        Object mechanism = settings.getOrDefault(SaslConfigs.SASL_MECHANISM, SaslConfigs.DEFAULT_SASL_MECHANISM);
        if (mechanism.equals(PLAIN)) {
            return PLAIN_MODULE;
        }
        if (mechanism.toString().startsWith(SCRAM)) {
            return SCRAM_MODULE;
        }
        throw new ConfigurationException("PADDOCK_KAFKA_SASL_MECHANISM is '" + mechanism
                + "', which takes no user and password; use SCRAM-SHA-512, SCRAM-SHA-256 or PLAIN, or set"
                + " KAFKA_SASL_JAAS_CONFIG.");
    }

    private static <T> T required(Optional<T> setting, String name) {
        return setting.orElseThrow(
                () -> new ConfigurationException("Kafka's user and password are one thing; set " + name + " as well."));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new ConfigurationException("The password's file " + file
                    + " cannot be read; set PADDOCK_KAFKA_PASSWORD_FILE to one that can.");
        }
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}

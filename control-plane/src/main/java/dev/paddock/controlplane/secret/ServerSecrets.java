package dev.paddock.controlplane.secret;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jboss.logging.Logger;

/// The server's secret, and the one before it while it is being replaced. Nothing is keyed with a secret itself: each
/// purpose has a key of its own.
@Singleton
public class ServerSecrets {

    private static final Logger LOG = Logger.getLogger(ServerSecrets.class);
    private static final String HMAC = "HmacSHA256";
    private static final int LEAST_BYTES = 32;

    private final List<SecretKeySpec> newestFirst;

    @Inject
    ServerSecrets(SecretConfig config) {
        this(read(config));
    }

    ServerSecrets(List<byte[]> newestFirst) {
        this.newestFirst = newestFirst.stream()
                .map(secret -> new SecretKeySpec(secret, HMAC))
                .toList();
    }

    /// So that a secret that is missing is told before anything runs.
    void start(@Observes @Priority(1) StartupEvent event) {}

    /// The keys of 32 bytes for `purpose`: first the one to make things with, then those that made what is still good.
    /// The same at every replica and every start.
    public List<byte[]> keys(String purpose) {
        return newestFirst.stream()
                .map(secret -> mac(secret, purpose.getBytes(StandardCharsets.UTF_8)))
                .toList();
    }

    /// The HMAC-SHA256 of `text` under one of [#keys].
    public static byte[] mac(byte[] key, byte[] text) {
        return mac(new SecretKeySpec(key, HMAC), text);
    }

    private static byte[] mac(SecretKeySpec key, byte[] text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    private static List<byte[]> read(SecretConfig config) {
        Optional<byte[]> current = secret("PADDOCK_SECRET_KEY", config.secretKey(), config.secretKeyFile());
        Optional<byte[]> previous =
                secret("PADDOCK_PREVIOUS_SECRET_KEY", config.previousSecretKey(), config.previousSecretKeyFile());
        return Stream.concat(Stream.of(current.orElseGet(ServerSecrets::ofThisStart)), previous.stream())
                .toList();
    }

    private static Optional<byte[]> secret(String name, Optional<String> text, Optional<Path> file) {
        return text.map(inline -> checked(inline, name))
                .or(() -> file.map(path -> checked(read(path, name), "the file of " + name + "_FILE, " + path)));
    }

    private static byte[] checked(String text, String where) {
        byte[] secret = text.strip().getBytes(StandardCharsets.UTF_8);
        if (secret.length < LEAST_BYTES) {
            throw new ConfigurationException("The secret in " + where + " is shorter than " + LEAST_BYTES
                    + " bytes; put a longer random text there.");
        }
        return secret;
    }

    private static String read(Path file, String name) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new ConfigurationException(
                    "The secret's file " + file + " cannot be read; set " + name + "_FILE to one that can.");
        }
    }

    private static byte[] ofThisStart() {
        if (LaunchMode.current() == LaunchMode.NORMAL) {
            throw new ConfigurationException(
                    "The server has no secret; set PADDOCK_SECRET_KEY_FILE to a file with a random text of at least "
                            + LEAST_BYTES + " bytes, the same on every replica.");
        }
        LOG.warn("no PADDOCK_SECRET_KEY_FILE: what is sealed now cannot be opened after this start");
        byte[] random = new byte[LEAST_BYTES];
        new SecureRandom().nextBytes(random);
        return random;
    }
}

package dev.paddock.controlplane.webhook;

import dev.paddock.controlplane.secret.Secrets;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/// The secrets that messages are signed with, as Standard Webhooks spells them: `whsec_` and base64.
@Singleton
public class WebhookSecrets {

    private static final String PREFIX = "whsec_";
    // Standard Webhooks wants 24 to 64; as many as the hash has.
    private static final int BYTES = 32;

    private final SecureRandom random = new SecureRandom();
    private final Secrets secrets;

    WebhookSecrets(Secrets secrets) {
        this.secrets = secrets;
    }

    /// A secret that nobody had before.
    String draw() {
        byte[] drawn = new byte[BYTES];
        random.nextBytes(drawn);
        return PREFIX + Base64.getEncoder().encodeToString(drawn);
    }

    /// What is stored of a webhook's secret.
    byte[] seal(String webhook, String secret) {
        return secrets.sealText(secret, context(webhook));
    }

    /// The secret that is stored as `sealed`. [IllegalStateException] when the server's secrets do not open it.
    public String open(String webhook, byte[] sealed) {
        return secrets.openText(sealed, context(webhook));
    }

    /// The bytes that a secret spells.
    public static byte[] bytes(String secret) {
        return Base64.getDecoder().decode(secret.substring(PREFIX.length()));
    }

    /// What is to be stored instead of what is sealed under the server's secret before this one; empty when there is
    /// nothing to do.
    Optional<byte[]> reseal(String webhook, byte[] sealed) {
        return secrets.reseal(sealed, context(webhook));
    }

    private static String context(String webhook) {
        return "webhook " + webhook + " secret";
    }
}

package dev.paddock.controlplane.delivery;

import dev.paddock.controlplane.secret.ServerSecrets;
import dev.paddock.controlplane.webhook.WebhookSecrets;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/// Signatures as Standard Webhooks has them: `v1,` and the base64 of an HMAC-SHA256 over id, time and body.
final class Signature {

    private Signature() {}

    /// The header `webhook-signature`: one signature for each of `secrets`; the receiver looks for one that it knows.
    ///
    /// @param at to the second, as the header `webhook-timestamp` has it
    static String of(List<String> secrets, String id, Instant at, String body) {
        byte[] signed = (id + "." + at.getEpochSecond() + "." + body).getBytes(StandardCharsets.UTF_8);
        return secrets.stream()
                .map(secret -> "v1,"
                        + Base64.getEncoder().encodeToString(ServerSecrets.mac(WebhookSecrets.bytes(secret), signed)))
                .collect(Collectors.joining(" "));
    }
}

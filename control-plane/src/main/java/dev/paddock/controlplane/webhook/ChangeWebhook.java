package dev.paddock.controlplane.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paddock.controlplane.http.MergePatch;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.sql.Ids;
import dev.paddock.model.problem.ProblemCode;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes, changes and deletes webhooks.
@Singleton
class ChangeWebhook {

    private static final TypeReference<Map<String, @Nullable Object>> OBJECT = new TypeReference<>() {};

    /// For how long a secret that was replaced signs beside its successor: long enough to tell every receiver.
    private static final Duration OVERLAP = Duration.ofHours(24);

    private final WebhookStore webhooks;
    private final DeliveryStore deliveries;
    private final WebhookRules rules;
    private final WebhookSecrets secrets;
    private final ObjectMapper json;

    ChangeWebhook(
            WebhookStore webhooks,
            DeliveryStore deliveries,
            WebhookRules rules,
            WebhookSecrets secrets,
            ObjectMapper json) {
        this.webhooks = webhooks;
        this.deliveries = deliveries;
        this.rules = rules;
        this.secrets = secrets;
        this.json = json;
    }

    /// The new webhook with its secret. 400 naming what is refused.
    WebhookView create(WebhookView.@Nullable Registration body, String by) {
        WebhookRules.Content content = rules.check(body, null);
        String id = Ids.prefixed("webhook");
        String secret = secrets.draw();
        return webhooks.insert(id, content, secrets.seal(id, secret), by).with(secret);
    }

    /// The webhook with `patch` over it (RFC 7396). 404 when there is none, 400 naming what is refused.
    @Transactional(rollbackOn = Exception.class)
    public WebhookView update(String id, @Nullable Map<String, @Nullable Object> patch) throws JsonProcessingException {
        if (patch == null) {
            throw new ProblemException(
                    ProblemCode.MALFORMED_REQUEST, "The body is missing; send a JSON object with what shall change.");
        }
        WebhookView old = webhooks.lock(id).orElseThrow(() -> unknown(id));
        Map<String, @Nullable Object> merged = MergePatch.merge(json.convertValue(old, OBJECT), patch);
        WebhookView.Registration wanted =
                json.readValue(json.writeValueAsString(merged), WebhookView.Registration.class);
        WebhookView changed = webhooks.update(id, rules.check(wanted, old.url()));
        if (!changed.enabled()) {
            deliveries.giveUp(id);
        }
        return changed;
    }

    /// The webhook with another secret.
    WebhookView rotate(String id) {
        String secret = secrets.draw();
        return webhooks.rotate(id, secrets.seal(id, secret), OVERLAP)
                .orElseThrow(() -> unknown(id))
                .with(secret);
    }

    /// Removes it. 404 when there is none.
    void delete(String id) {
        if (!webhooks.delete(id)) {
            throw unknown(id);
        }
    }

    private static ProblemException unknown(String id) {
        return ProblemException.notFound("webhook", id);
    }
}

package dev.paddock.controlplane.webhook;

import dev.paddock.controlplane.loop.Chore;
import dev.paddock.controlplane.loop.Resealing;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/// [Resealing] of the secrets of webhooks.
@Singleton
class ResealSecrets {

    private final WebhookStore webhooks;
    private final WebhookSecrets secrets;

    ResealSecrets(WebhookStore webhooks, WebhookSecrets secrets) {
        this.webhooks = webhooks;
        this.secrets = secrets;
    }

    @Produces
    @Singleton
    Chore looks() {
        return Resealing.chore("secrets of webhooks", webhooks::sealed, this::reseal);
    }

    private void reseal(WebhookStore.Sealed old) {
        secrets.reseal(old.webhook(), old.text()).ifPresent(text -> webhooks.reseal(old, text));
    }
}

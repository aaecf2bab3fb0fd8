package dev.paddock.controlplane.webhook;

import dev.paddock.controlplane.loop.Chore;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;

/// Seals the secrets of webhooks under the server's secret that are sealed under the one before it, so that the one
/// before can be left out. Looks again from time to time: a replica that still has the old secret alone may seal
/// more. Any replica may do it.
@Singleton
class ResealSecrets {

    private static final Logger LOG = Logger.getLogger(ResealSecrets.class);
    private static final Duration PAUSE = Duration.ofMinutes(10);

    private final WebhookStore webhooks;
    private final WebhookSecrets secrets;

    ResealSecrets(WebhookStore webhooks, WebhookSecrets secrets) {
        this.webhooks = webhooks;
        this.secrets = secrets;
    }

    @Produces
    @Singleton
    Chore looks() {
        return new Chore("secrets of webhooks", PAUSE, this::look);
    }

    boolean look() {
        webhooks.sealed().forEach(this::reseal);
        return false;
    }

    private void reseal(WebhookStore.Sealed old) {
        try {
            secrets.reseal(old.webhook(), old.text()).ifPresent(text -> webhooks.reseal(old, text));
        } catch (IllegalStateException e) {
            LOG.warnf("a webhook's secret is of no use: %s", e.getMessage());
        }
    }
}

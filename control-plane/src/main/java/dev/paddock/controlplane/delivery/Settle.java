package dev.paddock.controlplane.delivery;

import dev.paddock.controlplane.notification.Audience;
import dev.paddock.controlplane.notification.Notice;
import dev.paddock.controlplane.notification.Notifications;
import dev.paddock.controlplane.webhook.DeliveryStore;
import dev.paddock.controlplane.webhook.DeliveryView;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Keeps what came of an attempt, and disables a webhook that is gone or takes nothing for days.
///
/// Who needs the webhook's row takes it before any delivery's.
@Singleton
class Settle {

    private final DueStore store;
    private final DeliveryStore deliveries;
    private final Pauses pauses;
    private final Notifications notifications;
    private final DeliveryConfig config;

    Settle(
            DueStore store,
            DeliveryStore deliveries,
            Pauses pauses,
            Notifications notifications,
            DeliveryConfig config) {
        this.store = store;
        this.deliveries = deliveries;
        this.pauses = pauses;
        this.notifications = notifications;
        this.config = config;
    }

    @Transactional
    public void settle(Due due, Outcome outcome) {
        switch (outcome) {
            case Outcome.Taken(DeliveryView.Attempt entry) -> {
                store.works(due.webhook());
                store.end(due, "delivered", entry);
            }
            case Outcome.Gone(DeliveryView.Attempt entry) -> {
                store.fails(due.webhook(), config.giveUpAfter());
                store.end(due, "failed", entry);
                disable(due, "The receiver answered 410: it is gone.");
            }
            case Outcome.Failed(DeliveryView.Attempt entry, Duration asked) -> failed(due, entry, asked);
        }
    }

    private void failed(Due due, DeliveryView.Attempt entry, @Nullable Duration asked) {
        boolean tooLong = store.fails(due.webhook(), config.giveUpAfter());
        Optional<Duration> pause = pauses.after(due.tries(), asked);
        if (pause.isPresent() && !tooLong) {
            store.postpone(due, pause.get(), entry);
        } else {
            store.end(due, "failed", entry);
        }
        if (tooLong) {
            disable(
                    due,
                    "The receiver has taken nothing for " + config.giveUpAfter().toDays() + " days.");
        }
    }

    private void disable(Due due, String reason) {
        if (!store.disable(due.webhook(), reason)) {
            return;
        }
        deliveries.giveUp(due.webhook());
        notifications.tell(new Notice(
                "webhook %s disabled by %s %d".formatted(due.webhook(), due.id(), due.attempt()),
                Notice.Category.RUN,
                Notice.Severity.ERROR,
                "Disabled: the webhook " + due.webhook(),
                reason + " It is told nothing any more; put the receiver right and enable the webhook again.",
                "/v1/webhooks/" + due.webhook(),
                Audience.ofManagers()));
    }
}

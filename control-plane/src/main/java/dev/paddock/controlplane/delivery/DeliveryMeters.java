package dev.paddock.controlplane.delivery;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;

/// Counts the attempts of this replica, and how long each took.
@Singleton
class DeliveryMeters {

    private final Timer taken;
    private final Timer failed;
    private final Timer gone;

    DeliveryMeters(MeterRegistry meters) {
        taken = timer(meters, "taken");
        failed = timer(meters, "failed");
        gone = timer(meters, "gone");
    }

    private static Timer timer(MeterRegistry meters, String outcome) {
        return Timer.builder("paddock.webhook.attempts")
                .description("Attempts to tell a webhook something, by what came of them")
                .tag("outcome", outcome)
                .register(meters);
    }

    void count(Outcome outcome) {
        Timer timer = switch (outcome) {
            case Outcome.Taken taken -> this.taken;
            case Outcome.Failed failed -> this.failed;
            case Outcome.Gone gone -> this.gone;
        };
        timer.record(Duration.ofMillis(outcome.entry().durationMs()));
    }
}

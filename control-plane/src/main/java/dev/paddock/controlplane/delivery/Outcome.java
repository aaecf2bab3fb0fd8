package dev.paddock.controlplane.delivery;

import dev.paddock.controlplane.webhook.DeliveryView;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What came of an attempt.
sealed interface Outcome {

    /// What is kept of it.
    DeliveryView.Attempt entry();

    /// The receiver took the message.
    record Taken(DeliveryView.Attempt entry) implements Outcome {}

    /// It did not, now.
    ///
    /// @param pause how long it asked to be left alone; null = it did not say
    record Failed(DeliveryView.Attempt entry, @Nullable Duration pause) implements Outcome {}

    /// It said that it never will again: 410.
    record Gone(DeliveryView.Attempt entry) implements Outcome {}
}

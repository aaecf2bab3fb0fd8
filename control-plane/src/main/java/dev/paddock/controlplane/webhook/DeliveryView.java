package dev.paddock.controlplane.webhook;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One message to one webhook, and what came of it.
///
/// @param id the header `webhook-id` of each attempt
/// @param event its type
/// @param subject the id of the run, build or runner that it is about
/// @param status `pending`, `delivered` or `failed`
/// @param attempts the newest twenty, oldest first
/// @param nextAttemptAt when the next one may begin; null when none will
public record DeliveryView(
        String id,
        @JsonProperty("webhook_id") String webhookId,
        String event,
        String subject,
        String status,
        List<Attempt> attempts,
        @JsonProperty("next_attempt_at") @Nullable Instant nextAttemptAt,
        @JsonProperty("created_at") Instant createdAt) {

    /// One attempt.
    ///
    /// @param statusCode what the receiver answered; null when it did not
    /// @param durationMs from its begin to the answer or the failure
    /// @param response the beginning of the answer's body, masked; null when there was none
    /// @param error one sentence; null when the receiver took the message
    public record Attempt(
            Instant at,
            @JsonProperty("status_code") @Nullable Integer statusCode,
            @JsonProperty("duration_ms") long durationMs,
            @Nullable String response,
            @Nullable String error) {}
}

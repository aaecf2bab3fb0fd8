package dev.paddock.controlplane.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A webhook as it is shown.
///
/// @param events the types of events that it is told of
/// @param disabledReason why the server disabled it; null while it is enabled, or when a user did
/// @param failingSince since when no message was taken; null = the newest one was, or there was none
/// @param secret what its messages are signed with; only in the reply to the call that made it
public record WebhookView(
        String id,
        String url,
        List<String> events,
        boolean enabled,
        @JsonProperty("disabled_reason") @Nullable String disabledReason,
        @JsonProperty("failing_since") @Nullable Instant failingSince,
        @JsonProperty("created_by") String createdBy,
        @JsonProperty("created_at") Instant createdAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String secret) {

    /// The body of `POST` and, merged over what is there, of `PATCH /v1/webhooks`.
    ///
    /// @param enabled absent = true
    public record Registration(
            @Nullable String url,
            @Nullable List<@Nullable String> events,
            @Nullable Boolean enabled) {}

    /// The same with its secret.
    WebhookView with(String shown) {
        return new WebhookView(id, url, events, enabled, disabledReason, failingSince, createdBy, createdAt, shown);
    }
}

package dev.paddock.controlplane.notification;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/// A notification as one of its readers sees it.
///
/// @param read whether this reader has read it
public record NotificationView(
        String id,
        String title,
        String body,
        Notice.Category category,
        Notice.Severity severity,
        boolean read,
        @JsonProperty("created_at") Instant createdAt,
        Payload payload) {

    /// What a program may do with it.
    ///
    /// @param url absolute; what it leads to
    public record Payload(String url) {}

    /// The same, as somebody else sees it.
    NotificationView as(boolean readByHim) {
        return new NotificationView(id, title, body, category, severity, readByHim, createdAt, payload);
    }
}

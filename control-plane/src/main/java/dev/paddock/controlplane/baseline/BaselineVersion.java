package dev.paddock.controlplane.baseline;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One version of what a target looks like.
///
/// @param repository id of its repository
/// @param version from 1
/// @param digest of the snapshot's canonical form (RFC 8785), else of the screenshot
/// @param screenshot its SHA-256; null when it has none
/// @param runId the run that it was promoted from; null for one that was sent
/// @param createdBy who approved of it or sent it
/// @param snapshot JSON text as it was sent, shown with a single version only
public record BaselineVersion(
        String repository,
        String target,
        String kind,
        int version,
        String digest,
        @Nullable String screenshot,
        @Nullable String runId,
        String createdBy,
        Instant createdAt,

        @JsonInclude(JsonInclude.Include.NON_NULL) @JsonRawValue @Nullable
        Object snapshot) {}

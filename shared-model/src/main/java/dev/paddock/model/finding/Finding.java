package dev.paddock.model.finding;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import org.jspecify.annotations.Nullable;

/// One remark of a review about a line of a file.
///
/// @param line 1-based; 0 when the remark is about the whole file
/// @param endLine the last line it covers, inclusive; absent when it covers one line
/// @param type the rule's id, such as `EmptyCatchBlock` or `leaked-secret`
/// @param suggestion what to write or do instead, where the rule knows
/// @param fingerprint see [Fingerprint]; absent in reports of reviewers that compute none
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Finding(
        @JsonProperty(required = true) @JsonSetter(nulls = Nulls.FAIL)
        int line,

        @Nullable Integer endLine,
        Severity severity,
        String type,
        String message,
        @Nullable String suggestion,
        @Nullable String fingerprint) {}

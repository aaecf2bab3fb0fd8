package dev.paddock.model.task;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// How long an attempt took and how much it looked at. Absent members are unknown.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Metrics(
        @Nullable Long queueMs,
        @Nullable Long cloneMs,
        @Nullable Long reviewMs,
        @Nullable Long totalMs,
        @Nullable Integer filesReviewed,
        @Nullable Long linesAnalyzed,
        @Nullable Tokens tokens) {

    /// Model tokens used.
    public record Tokens(long input, long output) {}
}

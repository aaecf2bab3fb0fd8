package dev.paddock.controlplane.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which trace a piece of work belongs to, as W3C's `traceparent` says it.
///
/// @param traceId 32 lower-case hex digits, not all zero
/// @param parentId of the step that the work follows: 16 lower-case hex digits, not all zero
/// @param flags two hex digits; `01` = the trace is recorded
public record TraceContext(String traceId, String parentId, String flags) {

    /// The name of the header, on HTTP and on Kafka.
    public static final String HEADER = "traceparent";

    // A later version may have more behind the flags; version ff is none.
    private static final Pattern TEXT =
            Pattern.compile("(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

    /// The context that `header` names; empty for anything else, which W3C wants ignored.
    public static Optional<TraceContext> parse(@Nullable String header) {
        if (header == null) {
            return Optional.empty();
        }
        Matcher parts = TEXT.matcher(header);
        if (!parts.matches() || ("00".equals(parts.group(1)) && parts.group(5) != null)) {
            return Optional.empty();
        }
        return Optional.of(new TraceContext(parts.group(2), parts.group(3), parts.group(4)));
    }

    /// The context of the call that is being answered: its caller's trace, or a new one when it named none. Empty
    /// outside of calls. Where spans are made it names the call's own span, else what the caller sent, unchanged.
    public static Optional<TraceContext> current() {
        SpanContext span = Span.current().getSpanContext();
        return span.isValid()
                ? Optional.of(new TraceContext(
                        span.getTraceId(),
                        span.getSpanId(),
                        span.getTraceFlags().asHex()))
                : CallTrace.current();
    }

    /// The id of [#current]'s trace; null outside of calls.
    public static @Nullable String currentId() {
        return current().map(TraceContext::traceId).orElse(null);
    }

    /// [#current], or a new one outside of calls.
    public static TraceContext currentOrNew() {
        return current().orElseGet(TraceContext::random);
    }

    /// A new trace, which nobody records.
    public static TraceContext random() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        HexFormat hex = HexFormat.of();
        // An odd number is not zero.
        return new TraceContext(
                hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong() | 1),
                hex.toHexDigits(random.nextLong() | 1),
                "00");
    }

    /// As the header has it.
    public String text() {
        return "00-" + traceId + "-" + parentId + "-" + flags;
    }
}

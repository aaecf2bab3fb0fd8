package dev.paddock.controlplane.event;

import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A table of events that is numbered and relayed to a topic: `(key, seq, type, at, body, no)`, with a pair of rows in
/// `event_cursor`. Whoever owns such a table produces one of these as a bean.
///
/// @param name of the table
/// @param key the column that says what the events are about; the key of the records, too
/// @param cursors what the names of its cursors begin with
/// @param trace an SQL expression over the row `e`: the trace that an event belongs to; null = none
/// @param record writes an event as subscribers get it
public record EventTable(
        String name,
        String key,
        String cursors,
        String topic,
        @Nullable String trace,
        Function<Row, String> record) {

    /// One event as it is stored.
    ///
    /// @param trace W3C trace context of what it is about
    public record Row(
            long no,
            String key,
            long seq,
            Instant at,
            String body,
            @Nullable String trace) {}

    /// A table of events that belong to no trace.
    public EventTable(String name, String key, String cursors, String topic, Function<Row, String> record) {
        this(name, key, cursors, topic, null, record);
    }

    /// What `trace` is in a query.
    String traceColumn() {
        return trace == null ? "null" : trace;
    }

    /// The cursor of the newest number given.
    String numbered() {
        return cursors + "numbered";
    }

    /// The cursor of the newest number on the topic.
    String relayed() {
        return cursors + "relayed";
    }
}

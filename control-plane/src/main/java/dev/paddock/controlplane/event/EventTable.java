package dev.paddock.controlplane.event;

import java.time.Instant;
import java.util.function.Function;

/// A table of events that is numbered and relayed to a topic: `(key, seq, type, at, body, no)`, with a pair of rows in
/// `event_cursor`. Whoever owns such a table produces one of these as a bean.
///
/// @param name of the table
/// @param key the column that says what the events are about; the key of the records, too
/// @param cursors what the names of its cursors begin with
/// @param record writes an event as subscribers get it
public record EventTable(String name, String key, String cursors, String topic, Function<Row, String> record) {

    /// One event as it is stored.
    public record Row(long no, String key, long seq, Instant at, String body) {}

    /// The cursor of the newest number given.
    String numbered() {
        return cursors + "numbered";
    }

    /// The cursor of the newest number on the topic.
    String relayed() {
        return cursors + "relayed";
    }
}

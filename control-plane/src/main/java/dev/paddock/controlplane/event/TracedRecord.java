package dev.paddock.controlplane.event;

import dev.paddock.controlplane.trace.TraceContext;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/// Trace contexts on Kafka: a header `traceparent`, as on HTTP.
public final class TracedRecord {

    private TracedRecord() {}

    /// A record that belongs to `trace`; null = to none.
    public static ProducerRecord<String, String> of(String topic, String key, String value, @Nullable String trace) {
        ProducerRecord<String, String> record = new ProducerRecord<>(topic, key, value);
        if (trace != null) {
            record.headers().add(TraceContext.HEADER, trace.getBytes(StandardCharsets.US_ASCII));
        }
        return record;
    }

    /// The trace that a record names; a new one when it names none.
    public static TraceContext traceOf(Headers headers) {
        Header header = headers.lastHeader(TraceContext.HEADER);
        return TraceContext.parse(
                        header == null || header.value() == null
                                ? null
                                : new String(header.value(), StandardCharsets.US_ASCII))
                .orElseGet(TraceContext::random);
    }
}

package dev.paddock.controlplane.webhook;

import dev.paddock.controlplane.sql.Json;
import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// Adds what webhooks are to be told, in the transaction of what it tells of or of whoever hears of it. It is sent
/// afterwards, by any replica, at least once.
@Singleton
public class Messages {

    /// Fired when there is something to send; heard after commit.
    public record Added() {}

    private final Jdbi jdbi;
    private final Json json;
    private final Event<Added> added;

    Messages(Jdbi jdbi, Json json, Event<Added> added) {
        this.jdbi = jdbi;
        this.json = json;
        this.added = added;
    }

    /// The types of events that some webhook wants to be told of.
    public Set<String> wanted() {
        return jdbi.withHandle(
                handle -> Set.copyOf(handle.createQuery("select distinct unnest(events) from webhook where enabled")
                        .mapTo(String.class)
                        .list()));
    }

    /// A delivery for each webhook that wants a message and was not told of its source; returns how many there are.
    @Transactional(Transactional.TxType.MANDATORY)
    public int add(List<Message> messages) {
        if (messages.isEmpty()) {
            return 0;
        }
        // In one order, so that two who add the same do not wait for each other. Who disables a webhook and gives up
        // what
        // it was to be told waits for this transaction, and gives up this, too.
        int count = jdbi.withHandle(handle -> handle.createUpdate("""
                        with hook as materialized (
                            select id, events, created_at from webhook where enabled order by id for share)
                        insert into webhook_delivery (id, webhook_id, source, event, subject, payload)
                        select 'msg_' || replace(gen_random_uuid()::text, '-', ''), w.id, m.source, m.event, m.subject,
                            m.payload
                        from unnest(:sources, :events, :subjects, :ats::timestamptz[], :payloads)
                                as m (source, event, subject, at, payload)
                            join hook w on m.event = any(w.events) and w.created_at <= m.at
                        order by w.id, m.source on conflict (webhook_id, source) do nothing
                        """)
                .bindArray("sources", String.class, texts(messages, Message::source))
                .bindArray("events", String.class, texts(messages, Message::event))
                .bindArray("subjects", String.class, texts(messages, Message::subject))
                .bindArray("ats", String.class, texts(messages, message -> String.valueOf(message.at())))
                .bindArray("payloads", String.class, texts(messages, this::payload))
                .execute());
        if (count > 0) {
            added.fire(new Added());
        }
        return count;
    }

    private String payload(Message message) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("type", message.event());
        body.put("timestamp", message.at());
        body.put("data", message.data());
        return json.write(body);
    }

    private static List<String> texts(List<Message> messages, Function<Message, String> text) {
        return messages.stream().map(text).toList();
    }
}

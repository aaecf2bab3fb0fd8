package dev.paddock.controlplane.audit;

import dev.paddock.controlplane.sql.InTransaction;
import dev.paddock.controlplane.sql.Json;
import dev.paddock.controlplane.trace.TraceContext;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// Adds entries to the audit log. They are chained later, so that nobody waits for the end of the chain.
@Singleton
public class AuditLog {

    /// A change.
    ///
    /// @param action what was done: `run.submit`
    /// @param object the id of what it was done to
    /// @param details without secrets
    /// @param traceId of the call; null = none
    public record Entry(
            Origin origin,
            String action,
            String object,
            Map<String, ?> details,
            @Nullable String traceId) {

        /// A change that the call being answered makes.
        public static Entry of(Origin origin, String action, String object, Map<String, ?> details) {
            return new Entry(origin, action, object, details, TraceContext.currentId());
        }
    }

    private final Jdbi jdbi;
    private final Json json;
    private final InTransaction transaction;

    AuditLog(Jdbi jdbi, Json json, InTransaction transaction) {
        this.jdbi = jdbi;
        this.json = json;
        this.transaction = transaction;
    }

    /// Makes a change and adds its entry, in one transaction, where the call around it cannot be one because it asks
    /// others on its way. A change that returns nothing leaves no entry.
    public <T> Optional<T> record(Supplier<Optional<T>> change, Function<T, Entry> entry) {
        return transaction.get(() -> {
            Optional<T> changed = change.get();
            append(changed.map(entry).stream().toList());
            return changed;
        });
    }

    /// Adds `entries` in the transaction of their changes, in one statement.
    @Transactional(Transactional.TxType.MANDATORY)
    public void append(List<Entry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        jdbi.useHandle(handle -> handle.createUpdate("""
                        insert into audit_entry (actor, address, action, object, details, trace_id)
                        select actor, address, action, object, details::json, trace_id
                        from unnest(:actors, :addresses, :actions, :objects, :details, :traces)
                            with ordinality as e (actor, address, action, object, details, trace_id, nth)
                        order by nth
                        """)
                .bindArray(
                        "actors",
                        String.class,
                        texts(entries, entry -> entry.origin().actor()))
                .bindArray(
                        "addresses",
                        String.class,
                        texts(entries, entry -> entry.origin().address()))
                .bindArray("actions", String.class, texts(entries, Entry::action))
                .bindArray("objects", String.class, texts(entries, Entry::object))
                .bindArray("details", String.class, texts(entries, entry -> json.write(entry.details())))
                .bindArray("traces", String.class, texts(entries, Entry::traceId))
                .execute());
    }

    private static List<@Nullable String> texts(List<Entry> entries, Function<Entry, @Nullable String> text) {
        return entries.stream().<@Nullable String>map(text).toList();
    }
}

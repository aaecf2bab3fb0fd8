package dev.paddock.controlplane.audit;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.paddock.controlplane.sql.Columns;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/// Reads the audit log.
@Singleton
class AuditReader {

    /// Which entries are wanted; null = whatever it is. Both times are exclusive.
    record Filter(
            @Nullable String actor,
            @Nullable String action,
            @Nullable Instant since,
            @Nullable Instant until) {}

    /// An entry as it is shown.
    ///
    /// @param no its place in the chain; null for the second or so until it has one
    record View(
            long id,
            @Nullable Long no,
            Instant at,
            String actor,
            @Nullable String address,
            String action,
            String object,
            @JsonRawValue String details,
            @Nullable String traceId) {}

    /// Part of the log, newest first.
    ///
    /// @param total entries that pass the filter
    record Page(List<View> entries, long total, int limit, int offset) {}

    private static final String MATCHING = """
             from audit_entry where (:actor::text is null or actor = :actor) and (:action::text is null or action = :action)
                and (:since::timestamptz is null or at > :since) and (:until::timestamptz is null or at < :until)
            """;

    private final Jdbi jdbi;

    AuditReader(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    Page read(Filter filter, int limit, int offset) {
        return jdbi.withHandle(handle -> {
            long total = bound(handle.createQuery("select count(*)" + MATCHING), filter)
                    .mapTo(Long.class)
                    .one();
            List<View> entries = bound(
                            handle.createQuery("select id, no, at, actor, address, action, object,"
                                    + " details::text as details, trace_id" + MATCHING
                                    + " order by id desc limit :limit offset :offset"),
                            filter)
                    .bind("limit", limit)
                    .bind("offset", offset)
                    .map((row, context) -> view(row))
                    .list();
            return new Page(entries, total, limit, offset);
        });
    }

    private static <S extends SqlStatement<S>> S bound(S statement, Filter filter) {
        return statement
                .bind("actor", filter.actor())
                .bind("action", filter.action())
                .bind("since", filter.since())
                .bind("until", filter.until());
    }

    private static View view(ResultSet row) throws SQLException {
        return new View(
                row.getLong("id"),
                Columns.longOrNull(row, "no"),
                Columns.instant(row, "at"),
                row.getString("actor"),
                row.getString("address"),
                row.getString("action"),
                row.getString("object"),
                row.getString("details"),
                row.getString("trace_id"));
    }
}

package dev.paddock.controlplane.retention;

import dev.paddock.controlplane.sql.Columns;
import dev.paddock.controlplane.sql.Ids;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// The SQL of `retention` and `retention_run`.
@Singleton
class RetentionStore {

    private static final int KEPT = 5;

    private static final String GONE = "The server that swept is gone; the next sweep goes on.";

    private final Jdbi jdbi;
    private final RetentionConfig config;

    RetentionStore(Jdbi jdbi, RetentionConfig config) {
        this.jdbi = jdbi;
        this.config = config;
    }

    RetentionSettings settings() {
        return jdbi.withHandle(
                handle -> handle.createQuery("select retention_days, interval_hours, dry_run from retention")
                        .map((row, context) -> new RetentionSettings(
                                row.getInt("retention_days"), row.getInt("interval_hours"), row.getBoolean("dry_run")))
                        .one());
    }

    void change(RetentionSettings settings) {
        jdbi.useHandle(handle -> handle.createUpdate(
                        "update retention set retention_days = :days, interval_hours = :hours, dry_run = :dry")
                .bind("days", settings.retentionDays())
                .bind("hours", settings.intervalHours())
                .bind("dry", settings.dryRun())
                .execute());
    }

    /// Begins a sweep when one is due and no replica is at it; one that nobody goes on with ends here.
    @Transactional
    public Optional<Turn> begin() {
        return jdbi.withHandle(handle -> {
            // One replica at a time looks whether it is due.
            handle.createQuery("select one from retention for update")
                    .mapTo(Boolean.class)
                    .one();
            handle.createUpdate("""
                            update retention_run set status = 'failed', finished_at = alive_until, error_message = :gone
                            where finished_at is null and alive_until < now()
                            """).bind("gone", GONE).execute();
            return handle.createQuery("""
                            insert into retention_run (id, alive_until, expired_at, dry_run)
                            select :id, now() + :lease * interval '1 ms', now() - retention_days * interval '1 day', dry_run
                            from retention
                            where not exists (select from retention_run where finished_at is null)
                                and greatest(since, (select max(started_at) from retention_run))
                                    <= now() - interval_hours * interval '1 hour'
                            returning id, expired_at, dry_run
                            """)
                    .bind("id", Ids.prefixed("sweep"))
                    .bind("lease", config.lease().toMillis())
                    .map((row, context) -> new Turn(
                            row.getString("id"), Columns.instant(row, "expired_at"), row.getBoolean("dry_run")))
                    .findOne();
        });
    }

    /// Keeps the turn until the transaction's end and for a lease from now; false when it was lost.
    boolean renew(Turn turn) {
        return jdbi.withHandle(handle -> handle.createUpdate("""
                        update retention_run set alive_until = now() + :lease * interval '1 ms'
                        where id = :id and finished_at is null
                        """)
                        .bind("id", turn.id())
                        .bind("lease", config.lease().toMillis())
                        .execute())
                == 1;
    }

    /// Notes what was done, in the transaction that did it.
    void add(Turn turn, Turn.Done done) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        update retention_run set deleted = deleted + :deleted, cleared = cleared + :cleared,
                            skipped = skipped + :skipped, bytes_freed = bytes_freed + :bytes
                        where id = :id and finished_at is null
                        """)
                .bind("id", turn.id())
                .bind("deleted", done.deleted())
                .bind("cleared", done.cleared())
                .bind("skipped", done.skipped())
                .bind("bytes", done.bytes())
                .execute());
    }

    /// Ends a sweep, and forgets the oldest. False when the turn was lost before.
    ///
    /// @param error null = it came to its end
    @Transactional
    public boolean end(Turn turn, @Nullable String error) {
        return jdbi.withHandle(handle -> {
            int ended = handle.createUpdate("""
                            update retention_run set finished_at = now(), error_message = :error,
                                status = case when :error::text is null then 'success' else 'failed' end
                            where id = :id and finished_at is null
                            """)
                    .bind("id", turn.id())
                    .bind("error", error)
                    .execute();
            handle.createUpdate("""
                            delete from retention_run where finished_at is not null and id not in (
                                select id from retention_run where finished_at is not null
                                order by started_at desc, id desc limit :kept)
                            """).bind("kept", KEPT).execute();
            return ended == 1;
        });
    }

    /// Sweeps that have ended, the newest first; also those that nobody goes on with.
    List<SweepRecord> list(int limit) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select *, coalesce(finished_at, alive_until) as ended, coalesce(status, 'failed') as how,
                            case when status is null then :gone else error_message end as why
                        from retention_run where finished_at is not null or alive_until < now()
                        order by started_at desc, id desc limit :limit
                        """)
                .bind("gone", GONE)
                .bind("limit", limit)
                .map((row, context) -> new SweepRecord(
                        row.getString("id"),
                        Columns.instant(row, "started_at"),
                        Columns.instant(row, "ended"),
                        row.getString("how"),
                        row.getLong("deleted"),
                        row.getLong("cleared"),
                        row.getLong("skipped"),
                        row.getBoolean("dry_run"),
                        row.getLong("bytes_freed"),
                        row.getString("why")))
                .list());
    }
}

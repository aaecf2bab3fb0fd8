package dev.paddock.controlplane.log;

import dev.paddock.controlplane.repository.SealedCredential;
import dev.paddock.controlplane.run.TaskState;
import dev.paddock.controlplane.run.TaskStore;
import dev.paddock.controlplane.sql.Json;
import dev.paddock.model.log.LogLine;
import dev.paddock.model.run.RunId;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// The SQL that writes `log_batch`: one look at the task's row, and one statement that moves it on and stores.
@Singleton
class LogStore {

    /// Where a task's log stands.
    ///
    /// @param seq the newest line's number; 0 before the first
    /// @param mask as of [Masking#state]
    /// @param credential of the repository
    record Position(
            TaskStore.Row task,
            long seq,
            long bytes,
            boolean truncated,
            @Nullable String mask,
            SealedCredential credential) {}

    /// Lines about to be stored, and how they move the task's row.
    ///
    /// @param count how far the numbers move; more than the lines when the cap dropped some
    /// @param bytes of the lines as they came
    /// @param mask as of [Masking#state]
    /// @param done files done, where a line said so
    /// @param total files in all, where a line said so
    record Batch(
            List<LogLine> lines,
            int count,
            long bytes,
            boolean truncated,
            @Nullable String mask,
            @Nullable Integer done,
            @Nullable Integer total) {}

    private final Jdbi jdbi;
    private final Json json;

    LogStore(Jdbi jdbi, Json json) {
        this.jdbi = jdbi;
        this.json = json;
    }

    /// Where the log of a task stands; empty when there is no such task.
    Optional<Position> find(UUID task) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select t.id, t.run_id, t.attempt, t.state, t.runner_id, r.key_id,
                            coalesce(t.lease_until > now(), false) as leased, t.confirmed_at is not null as confirmed,
                            t.log_seq, t.log_bytes, t.log_truncated, t.log_mask, t.repository_id,
                            p.credential
                        from task t left join runner r on r.id = t.runner_id
                            join repository p on p.id = t.repository_id
                        where t.id = :id
                        """)
                .bind("id", task)
                .map((row, context) -> position(row))
                .findOne());
    }

    /// Stores lines that follow `position` and renews the lease. False, and nothing done, when the task is no longer
    /// leased or its log no longer stands there.
    boolean append(Position position, Batch batch, long leaseMillis) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                                with moved as (
                                    update task set log_seq = log_seq + :count, log_bytes = log_bytes + :bytes,
                                        log_truncated = :truncated, log_mask = :mask,
                                        progress_done = coalesce(:done, progress_done),
                                        progress_total = coalesce(:total, progress_total),
                                        confirmed_at = coalesce(confirmed_at, now()),
                                        deadline = coalesce(deadline, now() + (select timeout_seconds from run r
                                            where r.id = task.run_id) * interval '1 second'),
                                        lease_until = now() + :lease * interval '1 millisecond'
                                    where id = :task and log_seq = :seq and lease_until > now()
                                        and state in ('claimed', 'preparing', 'cloning', 'reviewing', 'submitting')
                                    returning run_id, attempt
                                ), stored as (
                                    insert into log_batch (run_id, attempt, first_seq, last_seq, lines)
                                    select run_id, attempt, :seq + 1, :seq + :size, :lines from moved where :size > 0
                                )
                                select count(*) from moved
                                """)
                        .bind("task", position.task().id())
                        .bind("seq", position.seq())
                        .bind("size", (long) batch.lines().size())
                        .bind("lines", json.write(batch.lines()))
                        .bind("count", batch.count())
                        .bind("bytes", batch.bytes())
                        .bind("truncated", batch.truncated())
                        .bind("mask", batch.mask())
                        .bind("done", batch.done())
                        .bind("total", batch.total())
                        .bind("lease", leaseMillis)
                        .mapTo(Long.class)
                        .one())
                == 1;
    }

    private static Position position(ResultSet row) throws SQLException {
        TaskStore.Row task = new TaskStore.Row(
                row.getObject("id", UUID.class),
                new RunId(row.getString("run_id")),
                row.getInt("attempt"),
                TaskState.of(row.getString("state")),
                row.getString("runner_id"),
                row.getString("key_id"),
                row.getBoolean("leased"),
                row.getBoolean("confirmed"),
                null);
        return new Position(
                task,
                row.getLong("log_seq"),
                row.getLong("log_bytes"),
                row.getBoolean("log_truncated"),
                row.getString("log_mask"),
                SealedCredential.of(row));
    }
}

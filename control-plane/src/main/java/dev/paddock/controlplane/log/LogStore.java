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
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/// The SQL that writes `log_batch`: one look at the tasks' rows, and one statement that moves them on and stores.
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
    /// @param position that they follow
    /// @param count how far the numbers move; more than the lines when the cap dropped some
    /// @param bytes of the lines as they came
    /// @param mask as of [Masking#state]
    /// @param done files done, where a line said so
    /// @param total files in all, where a line said so
    record Batch(
            Position position,
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

    /// Where the logs of tasks stand; unknown tasks are left out.
    Map<UUID, Position> find(Collection<UUID> tasks) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select t.id, t.run_id, t.attempt, t.state, t.runner_id, r.key_id,
                            coalesce(t.lease_until > now(), false) as leased, t.confirmed_at is not null as confirmed,
                            t.log_seq, t.log_bytes, t.log_truncated, t.log_mask, t.repository_id,
                            p.credential
                        from task t left join runner r on r.id = t.runner_id
                            join repository p on p.id = t.repository_id
                        where t.id = any(:tasks)
                        """)
                .bindArray("tasks", UUID.class, List.copyOf(tasks))
                .map((row, context) -> position(row))
                .collect(Collectors.toMap(position -> position.task().id(), position -> position)));
    }

    /// Stores lines and renews leases, of different tasks. Left alone, and not returned, is what is no longer leased or
    /// whose log no longer stands where the batch follows.
    Set<UUID> append(List<Batch> batches, long leaseMillis) {
        return jdbi.withHandle(handle -> {
            Query query = handle.createQuery("""
                    with given as (
                        select * from unnest(:tasks, :seqs, :sizes, :lines, :counts, :bytes, :truncated, :masks, :done,
                                :totals)
                            as given (id, seq, size, lines, count, bytes, truncated, mask, done, total)
                    ), held as (
                        select t.id as held_id, given.* from given join task t on t.id = given.id
                        where t.log_seq = given.seq and t.lease_until > now() and t.state = any(:live)
                        order by t.id for no key update of t
                    ), moved as (
                        update task set log_seq = log_seq + held.count, log_bytes = log_bytes + held.bytes,
                            log_truncated = held.truncated, log_mask = held.mask,
                            progress_done = coalesce(held.done, progress_done),
                            progress_total = coalesce(held.total, progress_total),
                            confirmed_at = coalesce(confirmed_at, now()),
                            deadline = coalesce(deadline, now() + (select timeout_seconds from run r
                                where r.id = task.run_id) * interval '1 second'),
                            lease_until = now() + :lease * interval '1 millisecond'
                        from held where task.id = held_id
                        returning task.id, run_id, attempt, held.seq, held.size, held.lines
                    ), stored as (
                        insert into log_batch (run_id, attempt, first_seq, last_seq, lines)
                        select run_id, attempt, seq + 1, seq + size, lines from moved where size > 0
                    )
                    select id from moved
                    """);
            return bind(query, batches)
                    .bindArray("live", String.class, TaskState.LIVE)
                    .bind("lease", leaseMillis)
                    .mapTo(UUID.class)
                    .set();
        });
    }

    private Query bind(Query query, List<Batch> batches) {
        array(
                query,
                "tasks",
                UUID.class,
                batches,
                batch -> batch.position().task().id());
        array(query, "seqs", Long.class, batches, batch -> batch.position().seq());
        array(query, "sizes", Long.class, batches, batch -> (long) batch.lines().size());
        array(query, "lines", String.class, batches, batch -> json.write(batch.lines()));
        array(query, "counts", Integer.class, batches, Batch::count);
        array(query, "bytes", Long.class, batches, Batch::bytes);
        array(query, "truncated", Boolean.class, batches, Batch::truncated);
        array(query, "masks", String.class, batches, Batch::mask);
        array(query, "done", Integer.class, batches, Batch::done);
        array(query, "totals", Integer.class, batches, Batch::total);
        return query;
    }

    private static <T> void array(
            Query query, String name, Class<T> type, List<Batch> batches, Function<Batch, @Nullable T> member) {
        List<@Nullable T> members = new ArrayList<>();
        batches.forEach(batch -> members.add(member.apply(batch)));
        query.bindArray(name, type, members);
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

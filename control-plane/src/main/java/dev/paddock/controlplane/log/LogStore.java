package dev.paddock.controlplane.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paddock.controlplane.sql.Json;
import dev.paddock.model.log.LogEntry;
import dev.paddock.model.log.LogLine;
import dev.paddock.model.run.RunId;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// The SQL of `log_batch`.
@Singleton
class LogStore {

    /// Where a task's log stands, its row locked.
    record Position(RunId run, int attempt, long seq, long bytes, boolean truncated) {}

    private static final TypeReference<List<LogLine>> LINES = new TypeReference<>() {};

    private final Jdbi jdbi;
    private final Json json;
    private final ObjectMapper mapper;

    LogStore(Jdbi jdbi, Json json, ObjectMapper mapper) {
        this.jdbi = jdbi;
        this.json = json;
        this.mapper = mapper;
    }

    /// Locks a leased task's row and says where its log stands; empty when its lease is over.
    Optional<Position> lock(UUID task) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select run_id, attempt, log_seq, log_bytes, log_truncated from task
                        where id = :id and lease_until > now()
                            and state in ('claimed', 'preparing', 'cloning', 'reviewing', 'submitting')
                        for no key update
                        """)
                .bind("id", task)
                .map((row, context) -> new Position(
                        new RunId(row.getString("run_id")),
                        row.getInt("attempt"),
                        row.getLong("log_seq"),
                        row.getLong("log_bytes"),
                        row.getBoolean("log_truncated")))
                .findOne());
    }

    /// Stores lines that follow `position`, and moves the task's row on; renews its lease.
    ///
    /// @param bytes of the lines as they came
    /// @param progress files done and files in all, where a line said so
    void append(UUID task, Position position, Batch batch, long leaseMillis) {
        jdbi.useHandle(handle -> {
            if (!batch.lines().isEmpty()) {
                handle.createUpdate("""
                                insert into log_batch (task_id, first_seq, run_id, attempt, lines)
                                values (:task, :first, :run, :attempt, :lines::jsonb)
                                """)
                        .bind("task", task)
                        .bind("first", position.seq() + 1)
                        .bind("run", position.run().value())
                        .bind("attempt", position.attempt())
                        .bind("lines", json.write(batch.lines()))
                        .execute();
            }
            handle.createUpdate("""
                            update task set log_seq = log_seq + :count, log_bytes = log_bytes + :bytes,
                                log_truncated = log_truncated or :truncated,
                                progress_done = coalesce(:done, progress_done),
                                progress_total = coalesce(:total, progress_total),
                                confirmed_at = coalesce(confirmed_at, now()),
                                deadline = coalesce(deadline, now() + (select timeout_seconds from run r
                                    where r.id = task.run_id) * interval '1 second'),
                                lease_until = now() + :lease * interval '1 millisecond'
                            where id = :task
                            """)
                    .bind("task", task)
                    .bind("count", batch.count())
                    .bind("bytes", batch.bytes())
                    .bind("truncated", batch.truncated())
                    .bind("done", batch.done())
                    .bind("total", batch.total())
                    .bind("lease", leaseMillis)
                    .execute();
        });
    }

    /// Lines about to be stored.
    ///
    /// @param count how far the numbers move; more than the lines when the cap dropped some
    /// @param done files done, where a line said so
    /// @param total files in all, where a line said so
    record Batch(
            List<LogLine> lines,
            int count,
            long bytes,
            boolean truncated,
            @Nullable Integer done,
            @Nullable Integer total) {}

    /// Up to `limit` lines of a run after a place, oldest first.
    List<LogEntry> read(RunId run, Cursor after, int limit) {
        // A batch may begin before the place and end after it, so the first one is read from its beginning.
        List<List<LogEntry>> batches = jdbi.withHandle(handle -> handle.createQuery("""
                        select attempt, first_seq, lines from log_batch
                        where run_id = :run and (attempt > :attempt or attempt = :attempt
                            and first_seq + jsonb_array_length(lines) > :seq + 1)
                        order by attempt, first_seq limit :limit
                        """)
                .bind("run", run.value())
                .bind("attempt", after.attempt())
                .bind("seq", after.seq())
                .bind("limit", limit)
                .map((row, context) -> entries(row))
                .list());
        return batches.stream()
                .flatMap(List::stream)
                .filter(entry -> entry.attempt() > after.attempt() || entry.seq() > after.seq())
                .limit(limit)
                .toList();
    }

    private List<LogEntry> entries(ResultSet row) throws SQLException {
        int attempt = row.getInt("attempt");
        long seq = row.getLong("first_seq");
        List<LogEntry> entries = new ArrayList<>();
        for (LogLine line : lines(row.getString("lines"))) {
            entries.add(new LogEntry(
                    new Cursor(attempt, seq).text(),
                    seq,
                    attempt,
                    Objects.requireNonNullElse(line.timestamp(), Instant.EPOCH),
                    line.level(),
                    line.message(),
                    line.data(),
                    "runner"));
            seq++;
        }
        return entries;
    }

    private List<LogLine> lines(String text) {
        try {
            return mapper.readValue(text, LINES);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}

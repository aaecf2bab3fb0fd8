package dev.paddock.controlplane.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paddock.model.log.LogEntry;
import dev.paddock.model.log.LogLine;
import dev.paddock.model.run.RunId;
import dev.paddock.model.run.RunStatus;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// The SQL that reads `log_batch`.
@Singleton
class LogReader {

    /// A run, and the place in its log after which somebody wants to read.
    record Place(RunId run, Cursor after) {}

    /// Lines of one run.
    ///
    /// @param read up to where was looked, also where nothing passed the filter
    record Page(List<LogEntry> entries, Cursor read) {}

    /// What follows a place.
    ///
    /// @param batches the first may begin before the place
    /// @param bytes of their texts
    /// @param more whether there may be more behind them
    /// @param ended the run's status, when there is nothing more and never will be
    record News(
            List<List<LogEntry>> batches,
            long bytes,
            boolean more,
            @Nullable RunStatus ended) {

        private News and(News next, int limit) {
            List<List<LogEntry>> all =
                    Stream.concat(batches.stream(), next.batches().stream()).toList();
            long sum = bytes + next.bytes();
            return new News(all, sum, all.size() == limit || sum >= BYTES, null);
        }
    }

    /// What was found behind some places.
    ///
    /// @param looked at how many of them, from the first on: the others were too much for one statement
    record Found(Map<Place, News> news, int looked) {}

    /// Bytes of a run's batches in one go, when more than one; a batch has 1 MiB at most.
    static final int BYTES = 128 << 10;

    /// The same of all that one statement brings, which is more than one run's.
    private static final int TOGETHER = 4 << 20;

    /// Batches of one run in one go; of 200 lines at most.
    private static final int AT_ONCE = 8;

    private static final int PAGE = 50;

    /// Bytes of a line as JSON beside what was stored of it.
    private static final int BESIDE = 100;

    private static final TypeReference<List<LogLine>> LINES = new TypeReference<>() {};
    private static final News NOTHING = new News(List.of(), 0, false, null);
    private static final String SOME = """
            (select attempt, first_seq, last_seq, lines, bytes from (
                select attempt, first_seq, last_seq, lines, octet_length(lines) as bytes,
                    sum(octet_length(lines)) over (order by attempt, last_seq) - octet_length(lines) as before
                from (select attempt, first_seq, last_seq, lines from log_batch
                    where run_id = %s and (attempt, last_seq) > (%s, %s)
                    order by attempt, last_seq limit :limit) behind) sized
            where before < :bytes)
            """;

    private final Jdbi jdbi;
    private final ObjectMapper mapper;

    LogReader(Jdbi jdbi, ObjectMapper mapper) {
        this.jdbi = jdbi;
        this.mapper = mapper;
    }

    /// Up to `limit` lines of a run after a place, oldest first.
    Page read(RunId run, Cursor after, LogFilter filter, int limit) {
        List<LogEntry> entries = new ArrayList<>();
        Cursor read = after;
        News found;
        do {
            found = some(run, read);
            for (LogEntry entry : found.batches().stream().flatMap(List::stream).toList()) {
                Cursor place = new Cursor(entry.attempt(), entry.seq());
                if (place.compareTo(read) <= 0) {
                    continue;
                }
                read = place;
                if (filter.passes(entry)) {
                    entries.add(entry);
                }
                if (entries.size() == limit) {
                    return new Page(entries, read);
                }
            }
        } while (found.more());
        return new Page(entries, read);
    }

    private News some(RunId run, Cursor after) {
        return jdbi.withHandle(handle -> handle.createQuery("select * from "
                        + SOME.formatted(":run", ":attempt", ":seq") + " batch order by attempt, last_seq")
                .bind("run", run.value())
                .bind("attempt", after.attempt())
                .bind("seq", after.seq())
                .bind("limit", PAGE)
                .bind("bytes", BYTES)
                .map((row, context) -> batch(row))
                .reduce(NOTHING, (all, batch) -> all.and(batch, PAGE)));
    }

    /// Bytes that the next `lines` lines of a run after a place take as JSON, about; their batches count whole.
    long bytes(RunId run, Cursor after, int lines) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select coalesce(sum(bytes + :beside * lines), 0) from (
                            select bytes, lines, sum(lines) over (order by attempt, last_seq) - lines as before from (
                                select attempt, last_seq, octet_length(lines) as bytes, last_seq - first_seq + 1 as lines
                                from log_batch where run_id = :run and (attempt, last_seq) > (:attempt, :seq)
                                order by attempt, last_seq limit :lines) behind) batch
                        where before < :lines
                        """)
                .bind("beside", BESIDE)
                .bind("run", run.value())
                .bind("attempt", after.attempt())
                .bind("seq", after.seq())
                .bind("lines", lines)
                .mapTo(Long.class)
                .one());
    }

    /// What is new after each of `places`, in one statement; nothing for those where nothing is.
    Found news(List<Place> places) {
        List<String> runs = places.stream().map(place -> place.run().value()).toList();
        List<Integer> attempts =
                places.stream().map(place -> place.after().attempt()).toList();
        List<Long> seqs = places.stream().map(place -> place.after().seq()).toList();
        List<Piece> pieces = jdbi.withHandle(
                handle -> handle.createQuery("""
                        select n, attempt, first_seq, status, bytes,
                            case when before < :together then lines end as lines
                        from (
                            select f.n, b.attempt, b.first_seq, b.last_seq, b.lines, b.bytes, r.status,
                                sum(b.bytes) over (order by f.n, b.attempt, b.last_seq)
                                    - b.bytes as before
                            from unnest(:runs, :attempts, :seqs) with ordinality f (run_id, attempt, seq, n)
                            join run r on r.id = f.run_id
                            left join lateral %s b on true
                            where b.attempt is not null or r.status not in ('queued', 'running')) found
                        order by n, attempt, last_seq
                        """.formatted(SOME.formatted("f.run_id", "f.attempt", "f.seq")))
                        .bindArray("runs", String.class, runs)
                        .bindArray("attempts", Integer.class, attempts)
                        .bindArray("seqs", Long.class, seqs)
                        .bind("limit", AT_ONCE)
                        .bind("bytes", BYTES)
                        .bind("together", TOGETHER)
                        .map((row, context) -> piece(row))
                        .list());
        Map<Place, News> news = new LinkedHashMap<>();
        for (Piece piece : pieces) {
            Place place = places.get(piece.place());
            if (piece.news() == null) {
                news.remove(place);
                return new Found(news, piece.place());
            }
            news.merge(place, piece.news(), (all, next) -> all.and(next, AT_ONCE));
        }
        return new Found(news, places.size());
    }

    /// A row of what is new.
    ///
    /// @param place its place's number, from 0
    /// @param news null for one that was left out
    private record Piece(int place, @Nullable News news) {}

    private Piece piece(ResultSet row) throws SQLException {
        int place = row.getInt("n") - 1;
        if (row.getObject("attempt") == null) {
            return new Piece(place, new News(List.of(), 0, false, RunStatus.of(row.getString("status"))));
        }
        return new Piece(place, row.getString("lines") == null ? null : batch(row));
    }

    private News batch(ResultSet row) throws SQLException {
        long bytes = row.getLong("bytes");
        return new News(
                List.of(entries(row.getInt("attempt"), row.getLong("first_seq"), row.getString("lines"))),
                bytes,
                bytes >= BYTES,
                null);
    }

    private List<LogEntry> entries(int attempt, long first, String text) {
        long seq = first;
        List<LogEntry> entries = new ArrayList<>();
        for (LogLine line : lines(text)) {
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

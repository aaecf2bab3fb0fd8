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
    /// @param batches at most [#AT_ONCE]; the first may begin before the place
    /// @param ended the run's status, when there is nothing more and never will be
    record News(List<List<LogEntry>> batches, @Nullable RunStatus ended) {

        private News and(News next) {
            return new News(
                    Stream.concat(batches.stream(), next.batches().stream()).toList(), null);
        }
    }

    /// Batches of one run in one go; of 200 lines at most.
    static final int AT_ONCE = 8;

    private static final int PAGE = 50;
    private static final TypeReference<List<LogLine>> LINES = new TypeReference<>() {};

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
        List<List<LogEntry>> batches;
        do {
            batches = batches(run, read);
            for (LogEntry entry : batches.stream().flatMap(List::stream).toList()) {
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
        } while (batches.size() == PAGE);
        return new Page(entries, read);
    }

    private List<List<LogEntry>> batches(RunId run, Cursor after) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select attempt, first_seq, lines from log_batch
                        where run_id = :run and (attempt, last_seq) > (:attempt, :seq)
                        order by attempt, last_seq limit :limit
                        """)
                .bind("run", run.value())
                .bind("attempt", after.attempt())
                .bind("seq", after.seq())
                .bind("limit", PAGE)
                .map((row, context) -> entries(row))
                .list());
    }

    /// What is new after each of `places`, in one statement; nothing for those where nothing is.
    Map<Place, News> news(List<Place> places) {
        Map<Place, News> news = new LinkedHashMap<>();
        List<String> runs = places.stream().map(place -> place.run().value()).toList();
        List<Integer> attempts =
                places.stream().map(place -> place.after().attempt()).toList();
        List<Long> seqs = places.stream().map(place -> place.after().seq()).toList();
        jdbi.useHandle(handle -> handle.createQuery("""
                        select f.n, b.attempt, b.first_seq, b.lines, r.status
                        from unnest(:runs, :attempts, :seqs) with ordinality f (run_id, attempt, seq, n)
                        join run r on r.id = f.run_id
                        left join lateral (
                            select attempt, first_seq, last_seq, lines from log_batch
                            where run_id = f.run_id and (attempt, last_seq) > (f.attempt, f.seq)
                            order by attempt, last_seq limit :limit
                        ) b on true
                        where b.attempt is not null or r.status not in ('queued', 'running')
                        order by f.n, b.attempt, b.last_seq
                        """)
                .bindArray("runs", String.class, runs)
                .bindArray("attempts", Integer.class, attempts)
                .bindArray("seqs", Long.class, seqs)
                .bind("limit", AT_ONCE)
                .map((row, context) -> news.merge(places.get(row.getInt("n") - 1), news(row), News::and))
                .list());
        return news;
    }

    private News news(ResultSet row) throws SQLException {
        return row.getString("lines") == null
                ? new News(List.of(), RunStatus.of(row.getString("status")))
                : new News(List.of(entries(row)), null);
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

package dev.paddock.controlplane.history;

import dev.paddock.controlplane.history.RunCount.Part;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/// Counts runs exactly without reading them all: whole days out of the tallies, and out of the
/// ledger's rows only what the tallies do not have yet and what a time range cuts off at its ends.
@Singleton
class RunCounts {

    private static final LocalDate FIRST = LocalDate.EPOCH;
    private static final LocalDate LAST = LocalDate.of(9999, 12, 31);

    /// The rows that are not in the tallies by day yet.
    static final String NOT_COUNTED = "%s > (select at from tally_until) and %s < 'infinity'";

    /// The rows that are not in the tallies by measure yet.
    static final String NOT_MEASURED = ended("measured");

    private static final String BY_DURATION = """
            select least_ms, least_ms + duration_step(least_ms) as end_ms, sum(runs)::bigint as runs from (
                select least_ms, sum(runs) as runs from %s
                where agent_id = :tallyAgent and repository_id = any(:tallyRepositories) %s group by 1
                union all
                select duration_ms / duration_step(duration_ms) * duration_step(duration_ms), count(*)
                from %s r where r.duration_ms is not null %s group by 1
            ) parts group by 1 order by 1
            """;

    private final Jdbi jdbi;

    RunCounts(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /// How many runs pass, by creation. In parts, unless the filter is for open runs or for a pull
    /// request: of these there are few.
    RunCount<Instant> count(RunFilter filter) {
        return isTallied(filter)
                ? byDay(filter, filter.status() == null ? DayTally.CREATED : DayTally.ENDED)
                : plain(filter, "");
    }

    /// How many of the runs that pass have what the order goes by, in parts of it; empty when only
    /// counting them one by one would tell.
    Optional<RunCount<?>> measured(RunFilter filter, RunOrder.Sort sort) {
        if (!isTallied(filter, sort)) {
            return Optional.empty();
        }
        return Optional.of(sort == RunOrder.Sort.STARTED_AT ? byDay(filter, DayTally.STARTED) : byDuration(filter));
    }

    /// Whether [#measured] tells something.
    boolean isTallied(RunFilter filter, RunOrder.Sort sort) {
        boolean byDuration = sort == RunOrder.Sort.DURATION_MS;
        return isTallied(filter) && !(byDuration && (filter.since() != null || filter.until() != null));
    }

    /// How many do not have it, by creation.
    RunCount<Instant> unmeasured(RunFilter filter, RunOrder.Sort sort) {
        boolean byStart = sort == RunOrder.Sort.STARTED_AT;
        return isTallied(filter)
                ? byDay(filter, byStart ? DayTally.UNSTARTED : DayTally.UNTIMED)
                : plain(filter, byStart ? " and r.started_at is null" : " and r.duration_ms is null");
    }

    private static boolean isTallied(RunFilter filter) {
        return !filter.wantsOpen()
                && filter.number() == null
                && firstWhole(filter.since()).isBefore(endOfWhole(filter.until()));
    }

    private RunCount<Instant> plain(RunFilter filter, String more) {
        return jdbi.withHandle(
                handle -> handle.createQuery("select count(*) from run r where true" + filter.conditions() + more)
                        .bindMap(filter.values())
                        .mapTo(Long.class)
                        .map(total -> new RunCount<Instant>(total, List.of()))
                        .one());
    }

    private RunCount<Instant> byDay(RunFilter filter, DayTally tally) {
        return parts(
                filter,
                tally.sql(filter),
                (row, context) -> Part.of(row.getObject("day", LocalDate.class), row.getLong("runs")));
    }

    private RunCount<Long> byDuration(RunFilter filter) {
        String tallied = (filter.kind() == null ? "" : " and kind = :kind")
                + (filter.status() == null ? "" : " and outcome = :status");
        boolean ofBoth = filter.agent() != null
                && (filter.repository() != null || filter.scope().limited());
        String sql = ofBoth
                ? BY_DURATION.formatted(
                        "pair_duration_tally", tallied, RunFilter.first(ended("paired")), filter.conditions())
                : BY_DURATION.formatted("duration_tally", tallied, RunFilter.first(NOT_MEASURED), filter.conditions());
        return parts(
                filter,
                sql,
                (row, context) -> new Part<>(row.getLong("least_ms"), row.getLong("end_ms"), row.getLong("runs")));
    }

    private static String ended(String mark) {
        return "completed_at > (select " + mark + " from tally_until) and completed_at < 'infinity'";
    }

    /// In one statement: the tallies, their mark and the rows are of one moment.
    private <T> RunCount<T> parts(RunFilter filter, String sql, RowMapper<Part<T>> mapper) {
        return jdbi.withHandle(handle -> RunCount.of(handle.createQuery(sql)
                .bindMap(filter.values())
                .bindMap(values(filter))
                .map(mapper)
                .list()));
    }

    private static Map<String, Object> values(RunFilter filter) {
        LocalDate first = firstWhole(filter.since());
        LocalDate end = endOfWhole(filter.until());
        Map<String, Object> values = new HashMap<>();
        values.put("tallyAgent", Objects.requireNonNullElse(filter.agent(), ""));
        values.put("tallyRepositories", filter.repositories());
        values.put("first", first);
        values.put("last", end);
        values.put("begin", first.atStartOfDay(ZoneOffset.UTC).toInstant());
        values.put("end", end.atStartOfDay(ZoneOffset.UTC).toInstant());
        return values;
    }

    /// The first day of which every moment is later than `since`.
    private static LocalDate firstWhole(@Nullable Instant since) {
        return since == null
                ? FIRST
                : since.atZone(ZoneOffset.UTC).toLocalDate().plusDays(1);
    }

    /// The day after the last of which every moment is earlier than `until`.
    private static LocalDate endOfWhole(@Nullable Instant until) {
        return until == null ? LAST : until.atZone(ZoneOffset.UTC).toLocalDate();
    }
}

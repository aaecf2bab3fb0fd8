package dev.paddock.controlplane.history;

import dev.paddock.controlplane.tally.TallyMark;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// Counts runs exactly without reading them all: whole days out of the tallies, and out of the ledger's rows
/// only what the tallies do not have yet and what a time range cuts off at its ends.
@Singleton
class RunCounts {

    private static final int TRIES = 5;
    private static final LocalDate FIRST = LocalDate.EPOCH;
    private static final LocalDate LAST = LocalDate.of(9999, 12, 31);

    private static final String BY_DAY = """
            select (r.created_at at time zone 'UTC')::date as day, count(*) as runs from run r where true
            """;

    private final Jdbi jdbi;

    RunCounts(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /// How many runs pass. By day, unless the filter is for open runs or for a pull request: of these there are
    /// few.
    RunCount count(RunFilter filter) {
        if (filter.wantsOpen() || filter.number() != null) {
            return plain(filter);
        }
        LocalDate first = firstWhole(filter.since());
        LocalDate end = endOfWhole(filter.until());
        return first.isBefore(end) ? byDay(filter, first, end) : plain(filter);
    }

    /// How many of the runs that pass have `column`; read one by one, which only the last pages of an order ask
    /// for.
    long withMeasure(RunFilter filter, String column) {
        return jdbi.withHandle(
                handle -> handle.createQuery("select count(" + column + ") from run r where true" + filter.conditions())
                        .bindMap(filter.values())
                        .mapTo(Long.class)
                        .one());
    }

    private RunCount plain(RunFilter filter) {
        return jdbi.withHandle(
                handle -> handle.createQuery("select count(*) from run r where true" + filter.conditions())
                        .bindMap(filter.values())
                        .mapTo(Long.class)
                        .map(total -> new RunCount(total, List.of()))
                        .one());
    }

    /// The tallies may go on between two statements; then what was asked for is asked again.
    private RunCount byDay(RunFilter filter, LocalDate first, LocalDate end) {
        return jdbi.withHandle(handle -> {
            for (int tries = 1; ; tries++) {
                TallyMark mark = TallyMark.read(handle);
                List<RunCount.Day> days = days(handle, filter, mark, first, end);
                if (mark.equals(TallyMark.read(handle)) || tries == TRIES) {
                    return RunCount.of(days);
                }
            }
        });
    }

    private static List<RunCount.Day> days(
            Handle handle, RunFilter filter, TallyMark mark, LocalDate first, LocalDate end) {
        boolean ended = filter.status() != null;
        String range = " and r.created_at >= :begin and r.created_at < :end";
        String conditions = filter.conditionsButTime();
        StringBuilder sql = new StringBuilder();
        sql.append(ended ? """
                select created_on as day, sum(runs) as runs from ended_tally
                where agent_id = :tallyAgent and repository_id = any(:tallyRepositories) and outcome = :status
                    and created_on >= :first and created_on < :last
                """ : """
                select day, sum(runs) as runs from created_tally
                where agent_id = :tallyAgent and repository_id = any(:tallyRepositories)
                    and day >= :first and day < :last
                """);
        sql.append(filter.kind() == null ? "" : " and kind = :kind").append(" group by 1 union all ");
        sql.append(BY_DAY).append(conditions).append(range);
        sql.append(ended ? " and r.completed_at > :until_at" : " and r.created_at > :until_at");
        sql.append(" group by 1");
        if (filter.since() != null) {
            sql.append(" union all ").append(BY_DAY).append(conditions);
            sql.append(" and r.created_at > :since and r.created_at < :begin group by 1");
        }
        if (filter.until() != null) {
            sql.append(" union all ").append(BY_DAY).append(conditions);
            sql.append(" and r.created_at >= :end and r.created_at < :until group by 1");
        }
        return handle.createQuery(
                        "select day, sum(runs)::bigint as runs from (" + sql + ") parts group by day order by day")
                .bindMap(filter.values())
                .bindMap(values(filter, mark, first, end))
                .map((row, context) -> new RunCount.Day(row.getObject("day", LocalDate.class), row.getLong("runs")))
                .list();
    }

    private static Map<String, Object> values(RunFilter filter, TallyMark mark, LocalDate first, LocalDate end) {
        Map<String, Object> values = new HashMap<>();
        values.put("tallyAgent", Objects.requireNonNullElse(filter.agent(), ""));
        values.put("tallyRepositories", filter.repositories());
        values.put("first", first);
        values.put("last", end);
        values.put("begin", first.atStartOfDay(ZoneOffset.UTC).toInstant());
        values.put("end", end.atStartOfDay(ZoneOffset.UTC).toInstant());
        values.put("until_at", mark.at());
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

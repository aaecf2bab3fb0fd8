package dev.paddock.controlplane.history;

import dev.paddock.controlplane.access.Scope;
import dev.paddock.controlplane.tally.TallyMark;
import dev.paddock.model.run.RunStatistics;
import jakarta.inject.Singleton;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// Sums up executed runs by the day they ended: from the tallies, and from the rows what these do not have yet.
@Singleton
class Statistics {

    /// What somebody wants to know; null = any.
    ///
    /// @param by what to break the sums down by as well
    /// @param scope the caller's limits
    record Question(
            Period period,
            @Nullable String agent,
            @Nullable String repository,
            @Nullable Breakdown by,
            Scope scope) {}

    /// A breakdown beside the daily one.
    enum Breakdown {
        AGENT("agent_id", "agent"),
        REPOSITORY("repository_id", "repository");

        private final String column;
        private final String table;

        Breakdown(String column, String table) {
            this.column = column;
            this.table = table;
        }
    }

    private static final int TRIES = 5;

    private static final String SUMS = """
            select # as part, outcome, sum(runs)::bigint as runs, sum(timed)::bigint as timed,
                sum(duration_ms)::bigint as duration_ms, sum(errors)::bigint as errors,
                sum(warnings)::bigint as warnings, sum(infos)::bigint as infos
            from (
                select agent_id, repository_id, outcome, completed_on, runs, timed, duration_ms, errors, warnings, infos
                from ended_tally
                where kind = 'executed' and outcome in ('success', 'failure', 'timeout') and completed_on >= :first
                    and %s and %s
                union all
                select agent_id, repository_id, outcome, (completed_at at time zone 'UTC')::date, 1,
                    (duration_ms is not null)::integer, coalesce(duration_ms, 0), coalesce(errors, 0),
                    coalesce(warnings, 0), coalesce(infos, 0)
                from run r
                where kind = 'executed' and outcome <> 'cancelled' and completed_at > :until_at
                    and completed_at >= :begin %s
            ) ended group by 1, 2
            """;

    private final Jdbi jdbi;

    Statistics(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /// The answer. The tallies may go on while it is read; then it is read again.
    RunStatistics answer(Question question) {
        return jdbi.withHandle(handle -> {
            for (int tries = 1; ; tries++) {
                TallyMark mark = TallyMark.read(handle);
                RunStatistics answer = answer(handle, question, mark);
                if (mark.at().equals(TallyMark.read(handle).at()) || tries == TRIES) {
                    return answer;
                }
            }
        });
    }

    private static RunStatistics answer(Handle handle, Question question, TallyMark mark) {
        List<LocalDate> days = question.period().until(TallyMark.today(handle));
        Map<String, Sums> byDay = sums(handle, question, null, mark, days.getFirst());
        List<RunStatistics.Day> daily = days.stream()
                .map(day -> {
                    Sums sums = byDay.getOrDefault(day.toString(), Sums.NONE);
                    return new RunStatistics.Day(day, sums.runs(), sums.successful());
                })
                .toList();
        Sums all = byDay.values().stream().reduce(Sums.NONE, Sums::and);
        Breakdown by = question.by();
        List<RunStatistics.Share> shares =
                by == null ? null : shares(handle, by, sums(handle, question, by, mark, days.getFirst()));
        return new RunStatistics(
                question.period().word(),
                all.totals(),
                daily,
                by == Breakdown.AGENT ? shares : null,
                by == Breakdown.REPOSITORY ? shares : null);
    }

    /// By day, or by what `by` says.
    private static Map<String, Sums> sums(
            Handle handle, Question question, @Nullable Breakdown by, TallyMark mark, LocalDate first) {
        String agent = question.agent();
        String repository = question.repository();
        Scope scope = question.scope();
        String within = scope.limited() ? " and repository_id = any(:scope)" : "";
        String sql = SUMS.formatted(
                        tallied("agent_id", agent, by == Breakdown.AGENT),
                        tallied("repository_id", repository, by == Breakdown.REPOSITORY || scope.limited()) + within,
                        (agent == null ? "" : " and agent_id = :agent_id")
                                + (repository == null ? "" : " and repository_id = :repository_id")
                                + within)
                .replace("#", by == null ? "completed_on::text" : by.column);
        Map<String, Object> values = new HashMap<>();
        values.put("agent_id", Objects.requireNonNullElse(agent, ""));
        values.put("repository_id", Objects.requireNonNullElse(repository, ""));
        values.put("first", first);
        values.put("begin", first.atStartOfDay(ZoneOffset.UTC).toInstant());
        values.put("until_at", mark.at());
        values.put(
                "scope", Objects.requireNonNullElse(scope.bindable(), List.of()).toArray(new String[0]));
        Map<String, Sums> sums = new HashMap<>();
        handle.createQuery(sql)
                .bindMap(values)
                .map((row, context) -> Map.entry(row.getString("part"), Sums.of(row)))
                .forEach(part -> sums.merge(part.getKey(), part.getValue(), Sums::and));
        return sums;
    }

    /// Which rows of the tallies: those of one, those of each, or those of all together, which have no name there.
    private static String tallied(String column, @Nullable String wanted, boolean each) {
        return wanted == null && each ? column + " <> ''" : column + " = :" + column;
    }

    private static List<RunStatistics.Share> shares(Handle handle, Breakdown by, Map<String, Sums> sums) {
        Map<String, String> names = new HashMap<>();
        handle.createQuery("select id, name from " + by.table + " where id = any(:ids)")
                .bindArray("ids", String.class, List.copyOf(sums.keySet()))
                .map((row, context) -> Map.entry(row.getString("id"), row.getString("name")))
                .forEach(named -> names.put(named.getKey(), named.getValue()));
        return sums.entrySet().stream()
                .map(part -> new RunStatistics.Share(
                        part.getKey(),
                        names.getOrDefault(part.getKey(), part.getKey()),
                        part.getValue().totals()))
                .sorted(Comparator.comparing(
                                (RunStatistics.Share share) -> share.stats().totalRuns())
                        .reversed()
                        .thenComparing(RunStatistics.Share::name))
                .toList();
    }
}

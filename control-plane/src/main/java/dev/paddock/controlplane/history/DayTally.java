package dev.paddock.controlplane.history;

import org.jspecify.annotations.Nullable;

/// What can be counted by UTC day: in a tally whole days of creation, row by row what the tally
/// does not have.
enum DayTally {

    /// All runs, by creation.
    CREATED(
            "select day, sum(runs) as runs from created_tally where day >= :first and day < :last",
            rows("created_at", ""),
            RunCounts.NOT_COUNTED.formatted("created_at", "created_at"),
            null),
    /// Those that ended, by creation.
    ENDED(
            "select created_on as day, sum(runs) as runs from ended_tally"
                    + " where created_on >= :first and created_on < :last",
            rows("created_at", ""),
            RunCounts.NOT_COUNTED.formatted("completed_at", "completed_at"),
            null),
    /// Those with a start, by start.
    STARTED(
            "select began_on as day, sum(runs) as runs from started_tally"
                    + " where created_on >= :first and created_on < :last and began_on < 'infinity'",
            rows("began_at", " and r.began_at is not null"),
            RunCounts.NOT_MEASURED,
            rows("started_at", " and r.started_at is not null")),
    /// Those without a start, by creation.
    UNSTARTED(Unbegun.TALLY, Unbegun.ROWS, RunCounts.NOT_MEASURED, rows("created_at", " and r.started_at is null")),
    /// Those without a duration, by creation: they never began or have not ended.
    UNTIMED(Unbegun.TALLY, Unbegun.ROWS, RunCounts.NOT_MEASURED, rows("created_at", ""));

    /// Those that ended without a start, by creation.
    private static final class Unbegun {

        static final String TALLY = "select created_on as day, sum(runs) as runs from started_tally"
                + " where created_on >= :first and created_on < :last and began_on = 'infinity'";
        static final String ROWS = rows("created_at", " and r.completed_at is not null and r.began_at is null");
    }

    private final String tally;
    private final String rows;
    private final String fresh;
    private final @Nullable String open;

    /// @param tally whole days of creation, `:first` to before `:last`, as far as the tally goes
    /// @param rows what the tally has, one by one
    /// @param fresh which rows may not be in the tally yet
    /// @param open those that have not ended, where only ended ones are among `rows`
    DayTally(String tally, String rows, String fresh, @Nullable String open) {
        this.tally = tally;
        this.rows = rows;
        this.fresh = fresh;
        this.open = open;
    }

    private static String rows(String time, String condition) {
        return "select (r." + time + " at time zone 'UTC')::date as day, count(*) as runs from %source% r where true"
                + condition;
    }

    /// SQL for the runs that pass, by day: of whole days of creation, which lie between `:begin`
    /// and `:end`, and of what the filter's time range cuts off.
    String sql(RunFilter filter) {
        String conditions = filter.conditionsButTime();
        StringBuilder sql = new StringBuilder(tally);
        sql.append(" and agent_id = :tallyAgent and repository_id = any(:tallyRepositories)");
        sql.append(filter.kind() == null ? "" : " and kind = :kind");
        sql.append(filter.status() == null ? "" : " and outcome = :status").append(" group by 1");
        add(sql, rows, RunFilter.first(fresh), conditions + " and r.created_at >= :begin and r.created_at < :end");
        if (filter.since() != null) {
            add(sql, rows, "run", conditions + " and r.created_at > :since and r.created_at < :begin");
        }
        if (filter.until() != null) {
            add(sql, rows, "run", conditions + " and r.created_at >= :end and r.created_at < :until");
        }
        if (open != null && filter.status() == null) {
            add(sql, open, RunFilter.first("completed_at is null"), filter.conditions());
        }
        return "select day, sum(runs)::bigint as runs from (" + sql + ") parts group by day order by day";
    }

    private static void add(StringBuilder sql, String rows, String source, String conditions) {
        sql.append(" union all ").append(rows.replace("%source%", source));
        sql.append(conditions).append(" group by 1");
    }
}

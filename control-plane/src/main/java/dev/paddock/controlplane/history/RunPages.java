package dev.paddock.controlplane.history;

import dev.paddock.controlplane.http.Paging;
import dev.paddock.controlplane.sql.Columns;
import dev.paddock.model.run.RunId;
import dev.paddock.model.run.RunStatus;
import dev.paddock.model.run.RunSummary;
import dev.paddock.model.run.TriggerType;
import dev.paddock.model.wire.Page;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;

/// Reads pages of runs, each along an index in the order that was asked for.
@Singleton
class RunPages {

    /// So many runs are sorted faster than they are looked for along an index over all runs.
    private static final int FEW = 10_000;

    private static final String OF_FEW = """
            with passing as materialized (select r.id, r.created_at, r.%s as measure from run r where true %s)
            select id from passing
            order by measure # nulls last, case when measure is null then created_at end desc,
                case when measure is null then id end desc, id #
            offset :skipped limit :most
            """;

    /// Those that run, of which there are few, among those that ended.
    private static final String STARTED = """
            select id from (
                (select r.id, r.began_at as began from run r where r.began_at is not null %s
                    order by r.began_at #, r.id # limit :skipped + :most)
                union all
                (select r.id, r.started_at from run r where r.completed_at is null and r.started_at is not null %s
                    order by r.started_at #, r.id # limit :skipped + :most)
            ) started order by began #, id # offset :skipped limit :most
            """;

    private static final String TIMED = """
            select r.id from run r where r.duration_ms is not null %s
            order by r.duration_ms #, r.id # offset :skipped limit :most
            """;

    private final Jdbi jdbi;
    private final RunCounts counts;

    RunPages(Jdbi jdbi, RunCounts counts) {
        this.jdbi = jdbi;
        this.counts = counts;
    }

    /// One page; empty when it lies beyond the end.
    Page<RunSummary> page(RunFilter filter, RunOrder order, Paging paging) {
        RunCount count = counts.count(filter);
        if (paging.offset() >= count.total()) {
            return paging.with(List.of(), count.total());
        }
        List<String> ids = order.sort() == RunOrder.Sort.CREATED_AT
                ? byAge(filter, order, paging, count)
                : count.total() <= FEW ? byMeasureOfFew(filter, order, paging) : byMeasure(filter, order, paging);
        return paging.with(read(ids), count.total());
    }

    /// Begins at the day on which the page begins, so that no page costs more than the runs of a day.
    private List<String> byAge(RunFilter filter, RunOrder order, Paging paging, RunCount count) {
        Map<String, Object> values = new HashMap<>();
        String from = "";
        long skipped = paging.offset();
        if (!count.days().isEmpty()) {
            RunCount.Start start = count.start(skipped, order.ascending());
            skipped = start.skipped();
            values.put(
                    "from",
                    order.ascending() ? start.day().begin() : start.day().end());
            from = order.ascending() ? " and r.created_at >= :from" : " and r.created_at < :from";
        }
        return ids(
                "select r.id from run r where true" + filter.conditions() + from
                        + " order by r.created_at #, r.id # offset :skipped limit :most",
                filter,
                order,
                values,
                skipped,
                paging.perPage());
    }

    private List<String> byMeasureOfFew(RunFilter filter, RunOrder order, Paging paging) {
        String column = order.sort() == RunOrder.Sort.STARTED_AT ? "started_at" : "duration_ms";
        return ids(
                OF_FEW.formatted(column, filter.conditions()),
                filter,
                order,
                Map.of(),
                paging.offset(),
                paging.perPage());
    }

    /// First those that have what the order goes by, then the others, newest first.
    private List<String> byMeasure(RunFilter filter, RunOrder order, Paging paging) {
        boolean byStart = order.sort() == RunOrder.Sort.STARTED_AT;
        List<String> ids = new ArrayList<>(ids(
                byStart
                        ? STARTED.formatted(filter.conditions(), filter.conditions())
                        : TIMED.formatted(filter.conditions()),
                filter,
                order,
                Map.of(),
                paging.offset(),
                paging.perPage()));
        if (ids.size() < paging.perPage()) {
            String without = byStart ? " and r.started_at is null" : " and r.duration_ms is null";
            long with = counts.withMeasure(filter, byStart ? "r.started_at" : "r.duration_ms");
            ids.addAll(ids(
                    "select r.id from run r where true" + filter.conditions() + without
                            + " order by r.created_at desc, r.id desc offset :skipped limit :most",
                    filter,
                    order,
                    Map.of(),
                    Math.max(0, paging.offset() - with),
                    paging.perPage() - ids.size()));
        }
        return ids;
    }

    private List<String> ids(
            String sql, RunFilter filter, RunOrder order, Map<String, Object> more, long skipped, int most) {
        return jdbi.withHandle(handle -> handle.createQuery(sql.replace("#", order.direction()))
                .bindMap(filter.values())
                .bindMap(more)
                .bind("skipped", skipped)
                .bind("most", most)
                .mapTo(String.class)
                .list());
    }

    private List<RunSummary> read(List<String> ids) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select r.*, a.name as agent_name, p.name as repository_name,
                            (r.pull_request ->> 'number')::integer as pr_number,
                            r.errors + r.warnings + r.infos as found
                        from unnest(:ids) with ordinality as page (id, nth) join run r on r.id = page.id
                            join agent a on a.id = r.agent_id join repository p on p.id = r.repository_id
                        order by page.nth
                        """)
                .bindArray("ids", String.class, ids)
                .map((row, context) -> summary(row))
                .list());
    }

    private static RunSummary summary(ResultSet row) throws SQLException {
        return new RunSummary(
                new RunId(row.getString("id")),
                row.getString("agent_id"),
                row.getString("agent_name"),
                row.getString("repository_name"),
                RunStatus.of(row.getString("status")),
                TriggerType.of(row.getString("trigger_type")),
                Columns.intOrNull(row, "pr_number"),
                Columns.instantOrNull(row, "started_at"),
                Columns.instantOrNull(row, "completed_at"),
                Columns.longOrNull(row, "duration_ms"),
                Columns.intOrNull(row, "found"),
                row.getString("repository_id"),
                row.getString("kind"),
                row.getString("branch"),
                row.getString("commit_sha"),
                Columns.instant(row, "created_at"));
    }
}

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
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;

/// Reads pages of runs, each along an index in the order that was asked for.
@Singleton
class RunPages {

    private final Jdbi jdbi;
    private final RunCounts counts;
    private final MeasuredPages measured;

    RunPages(Jdbi jdbi, RunCounts counts, MeasuredPages measured) {
        this.jdbi = jdbi;
        this.counts = counts;
        this.measured = measured;
    }

    /// One page; empty when it lies beyond the end.
    Page<RunSummary> page(RunFilter filter, RunOrder order, Paging paging) {
        RunCount<Instant> count = counts.count(filter);
        if (paging.offset() >= count.total()) {
            return paging.with(List.of(), count.total());
        }
        List<String> ids = order.sort() == RunOrder.Sort.CREATED_AT
                ? byAge(filter, order, paging, count)
                : measured.page(filter, order, paging, count.total());
        return paging.with(read(ids), count.total());
    }

    /// Begins at the day on which the page begins, so that no page costs more than the runs of a
    /// day.
    private List<String> byAge(RunFilter filter, RunOrder order, Paging paging, RunCount<Instant> count) {
        Map<String, Object> values = new HashMap<>();
        String from = "";
        long skipped = paging.offset();
        if (!count.parts().isEmpty()) {
            RunCount.Range<Instant> range = count.range(skipped, paging.perPage(), order.ascending());
            skipped = range.skipped();
            values.put("from", order.ascending() ? range.begin() : range.end());
            from = order.ascending() ? " and r.created_at >= :from" : " and r.created_at < :from";
        }
        String sql = "select r.id from run r where true" + filter.conditions() + from
                + " order by r.created_at #, r.id # offset :skipped limit :most";
        values.put("skipped", skipped);
        values.put("most", paging.perPage());
        return jdbi.withHandle(handle -> handle.createQuery(sql.replace("#", order.direction()))
                .bindMap(filter.values())
                .bindMap(values)
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

package dev.paddock.controlplane.history;

import dev.paddock.controlplane.http.Paging;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// Reads pages of runs by start or by duration: first those that have one, then the others, newest
/// first. What is read is the days, or the steps of duration, in which a page lies.
@Singleton
class MeasuredPages {

    /// So many runs are sorted faster than it is looked up in the tallies where they lie.
    private static final int FEW_OF_TALLIED = 2_000;

    /// So many runs that are not tallied are sorted faster than they are looked for along an index over all runs.
    private static final int FEW = 10_000;

    /// So many runs are passed over faster than anything is counted.
    private static final int NEAR = 1_000;

    private static final String OF_FEW = """
            with passing as materialized (select r.id, r.created_at, r.%s as measure from run r where true %s)
            select id from passing
            order by measure # nulls last, case when measure is null then created_at end desc,
                case when measure is null then id end desc, id #
            offset :skipped limit :most
            """;

    /// Some of the runs, in an order by `column`.
    private record Part(String column, String condition) {}

    private static final Part BEGAN = new Part("began_at", "began_at is not null");
    private static final Part RUNNING = new Part("started_at", "completed_at is null and started_at is not null");
    private static final Part TIMED = new Part("duration_ms", "duration_ms is not null");
    private static final Part NEVER_BEGAN = new Part("created_at", "completed_at is not null and began_at is null");
    private static final Part WAITING = new Part("created_at", "completed_at is null and started_at is null");
    private static final Part OPEN = new Part("created_at", "completed_at is null");

    private final Jdbi jdbi;
    private final RunCounts counts;

    MeasuredPages(Jdbi jdbi, RunCounts counts) {
        this.jdbi = jdbi;
        this.counts = counts;
    }

    /// The ids of one page, which does not lie beyond the end.
    ///
    /// @param total how many runs pass
    List<String> page(RunFilter filter, RunOrder order, Paging paging, long total) {
        long offset = paging.offset();
        if (total <= (counts.isTallied(filter, order.sort()) ? FEW_OF_TALLIED : FEW)) {
            String sql = OF_FEW.formatted(order.column(), filter.conditions());
            return ids(sql, filter, order.direction(), Map.of(), offset, paging.perPage());
        }
        List<String> ids = new ArrayList<>(measured(filter, order, offset, paging.perPage()));
        if (ids.size() < paging.perPage()) {
            RunCount<Instant> others = counts.unmeasured(filter, order.sort());
            long skipped = ids.isEmpty() ? Math.max(0, offset - (total - others.total())) : 0;
            if (skipped < others.total()) {
                Part open = order.sort() == RunOrder.Sort.STARTED_AT ? WAITING : OPEN;
                List<Part> parts = parts(filter, NEVER_BEGAN, open);
                ids.addAll(read(filter, "desc", parts, others, skipped, paging.perPage() - ids.size()));
            }
        }
        return ids;
    }

    private List<String> measured(RunFilter filter, RunOrder order, long offset, int most) {
        boolean byStart = order.sort() == RunOrder.Sort.STARTED_AT;
        if (filter.wantsOpen() && !byStart) {
            return List.of();
        }
        boolean near = offset <= NEAR && filter.conditions().isEmpty();
        Optional<RunCount<?>> count = near ? Optional.empty() : counts.measured(filter, order.sort());
        if (count.isPresent() && offset >= count.get().total()) {
            return List.of();
        }
        List<Part> parts = byStart ? parts(filter, BEGAN, RUNNING) : List.of(TIMED);
        return read(filter, order.direction(), parts, count.orElse(null), offset, most);
    }

    /// Of few that have not ended and many that have, those that the filter's status allows.
    private static List<Part> parts(RunFilter filter, Part ended, Part open) {
        return filter.status() == null ? List.of(ended, open) : List.of(filter.wantsOpen() ? open : ended);
    }

    private List<String> read(
            RunFilter filter, String direction, List<Part> parts, @Nullable RunCount<?> count, long offset, int most) {
        Map<String, Object> values = new HashMap<>();
        long skipped = offset;
        if (count != null && !count.parts().isEmpty()) {
            RunCount.Range<?> range = count.range(offset, most, direction.equals("asc"));
            values.put("from", range.begin());
            values.put("to", range.end());
            skipped = range.skipped();
        }
        boolean ranged = !values.isEmpty();
        List<String> selects =
                parts.stream().map(part -> select(part, filter, ranged)).toList();
        String sql = "select id from (" + String.join(" union all ", selects)
                + ") parts order by measure #, id # offset :skipped limit :most";
        return ids(sql, filter, direction, values, skipped, most);
    }

    /// Without a filter the index has all that is read.
    private static String select(Part part, RunFilter filter, boolean ranged) {
        String column = part.column();
        String condition = part.condition() + (ranged ? " and " + column + " >= :from and " + column + " < :to" : "");
        String order = " order by " + column + " #, id #";
        String runs = ranged && !filter.conditions().isEmpty()
                ? RunFilter.first(condition + order) + " r where true"
                : "run r where " + condition;
        return "(select r.id, r." + column + " as measure from " + runs + filter.conditions() + order
                + " limit :skipped + :most)";
    }

    private List<String> ids(
            String sql, RunFilter filter, String direction, Map<String, Object> more, long skipped, int most) {
        return jdbi.withHandle(handle -> handle.createQuery(sql.replace("#", direction))
                .bindMap(filter.values())
                .bindMap(more)
                .bind("skipped", skipped)
                .bind("most", most)
                .mapTo(String.class)
                .list());
    }
}

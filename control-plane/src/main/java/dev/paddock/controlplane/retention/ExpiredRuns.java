package dev.paddock.controlplane.retention;

import dev.paddock.controlplane.blob.BlobReferences;
import dev.paddock.controlplane.screenshot.KeepScreenshots;
import dev.paddock.controlplane.screenshot.UnusedScreenshots;
import dev.paddock.controlplane.sql.Columns;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/// Reports and logs of runs that have ended. The runs stay, with what their gates judge: findings, and how each result
/// of a report came out. Their age counts from their end; pinned ones keep everything.
@Singleton
class ExpiredRuns implements Expired {

    private static final String SIZES = """
            select (select coalesce(sum(pg_column_size(lines)), 0) from log_batch where run_id = any(:runs))
                + (select coalesce(sum(pg_column_size(body)), 0) from report where run_id = any(:runs))
                + (select coalesce(sum(pg_column_size(body) + coalesce(pg_column_size(more_references), 0)), 0)
                    from report_result where run_id = any(:runs))
            """;

    private final Jdbi jdbi;
    private final BlobReferences references;
    private final UnusedScreenshots screenshots;

    ExpiredRuns(Jdbi jdbi, BlobReferences references, UnusedScreenshots screenshots) {
        this.jdbi = jdbi;
        this.references = references;
        this.screenshots = screenshots;
    }

    @Override
    public String what() {
        return "reports and logs of runs";
    }

    @Override
    public List<Item> next(Instant expired, Item behind, int most) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select id, completed_at from run
                        where completed_at is not null and cleared_at is null and not pinned
                            and completed_at < :expired and (completed_at, id) > (:at, :id)
                        order by completed_at, id limit :most
                        """)
                .bind("expired", expired)
                .bind("at", behind.at())
                .bind("id", behind.id())
                .bind("most", most)
                .map((row, context) ->
                        new Item(row.getString("id"), Columns.instant(row, "completed_at"), row.getString("id")))
                .list());
    }

    @Override
    public Turn.Done delete(List<Item> items) {
        List<String> runs = lock(items);
        screenshots.suspect(runs);
        long bytes = sizes(runs) + references.drop(KeepScreenshots.OWNER, runs);
        update("delete from log_batch where run_id = any(:runs)", runs);
        // Nobody pays for what is left of it.
        update("update report set body = '{}', bytes = 0 where run_id = any(:runs)", runs);
        // What is left says how it came out, and can be promoted no more.
        update("""
                update report_result set body = '{}', more_references = null, digest = null, baseline = null,
                    candidate = null, diff = null, diff_due_at = null
                where run_id = any(:runs)
                """, runs);
        update("update run set cleared_at = now() where id = any(:runs)", runs);
        return new Turn.Done(0, runs.size(), 0, bytes);
    }

    /// Also whoever pins one of them, or makes a baseline of it, has its row; who had it before is waited for.
    private List<String> lock(List<Item> items) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select id from run where id = any(:runs) and not pinned and cleared_at is null
                        order by id for no key update
                        """)
                .bindArray("runs", String.class, ids(items))
                .mapTo(String.class)
                .list());
    }

    @Override
    public Turn.Done measure(List<Item> items) {
        List<String> runs = ids(items);
        long bytes = sizes(runs) + references.bytesOfNobodyElse(KeepScreenshots.OWNER, runs);
        return new Turn.Done(0, runs.size(), 0, bytes);
    }

    /// As the ledger stores them.
    private long sizes(List<String> runs) {
        return jdbi.withHandle(handle -> handle.createQuery(SIZES)
                .bindArray("runs", String.class, runs)
                .mapTo(Long.class)
                .one());
    }

    private void update(String statement, List<String> runs) {
        jdbi.useHandle(handle -> handle.createUpdate(statement)
                .bindArray("runs", String.class, runs)
                .execute());
    }

    private static List<String> ids(List<Item> items) {
        return items.stream().map(Item::id).toList();
    }
}

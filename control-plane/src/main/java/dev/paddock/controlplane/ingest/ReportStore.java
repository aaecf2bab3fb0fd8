package dev.paddock.controlplane.ingest;

import dev.paddock.controlplane.sql.Ids;
import dev.paddock.controlplane.sql.Json;
import dev.paddock.model.run.RunId;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// The SQL that stores reports.
@Singleton
class ReportStore {

    private final Jdbi jdbi;
    private final Json json;

    ReportStore(Jdbi jdbi, Json json) {
        this.jdbi = jdbi;
        this.json = json;
    }

    /// Stores the report of a run.
    ///
    /// @param rest what it has beside its results
    void store(RunId run, Map<String, @Nullable Object> rest, List<Result> results) {
        jdbi.useHandle(handle -> {
            handle.createUpdate("insert into report (run_id, body) values (:run, :body::json)")
                    .bind("run", run.value())
                    .bind("body", json.write(rest))
                    .execute();
            handle.createUpdate("""
                            insert into report_result (run_id, no, id, target, kind, status, duration_ms, digest,
                                baseline, candidate, diff, diff_due_at, body)
                            select :run, nth, id, target, kind, status, duration_ms, digest, baseline, candidate, diff,
                                case when due then now() end, body::json
                            from unnest(:ids, :targets, :kinds, :statuses, :durations, :digests, :baselines,
                                :candidates, :diffs, :due, :bodies) with ordinality as r (id, target, kind, status,
                                duration_ms, digest, baseline, candidate, diff, due, body, nth)
                            """)
                    .bind("run", run.value())
                    .bindArray("ids", String.class, each(results, result -> Ids.prefixed("res")))
                    .bindArray("targets", String.class, each(results, Result::target))
                    .bindArray("kinds", String.class, each(results, Result::kind))
                    .bindArray(
                            "statuses",
                            String.class,
                            each(results, result -> result.status().wire()))
                    .bindArray("durations", Long.class, each(results, Result::durationMs))
                    .bindArray(
                            "digests",
                            String.class,
                            each(
                                    results,
                                    result -> result.digest()
                                            .map(Object::toString)
                                            .orElse(null)))
                    .bindArray("baselines", String.class, each(results, result -> result.screenshot(Result.BASELINE)))
                    .bindArray("candidates", String.class, each(results, result -> result.screenshot(Result.CANDIDATE)))
                    .bindArray("diffs", String.class, each(results, result -> result.screenshot(Result.DIFF)))
                    .bindArray("due", Boolean.class, each(results, Result::lacksDiff))
                    .bindArray("bodies", String.class, each(results, result -> json.write(result.members())))
                    .execute();
        });
    }

    private static <T> List<@Nullable T> each(List<Result> results, Function<Result, @Nullable T> member) {
        return results.stream().<@Nullable T>map(member).toList();
    }
}

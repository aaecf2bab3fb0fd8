package dev.paddock.controlplane.ingest;

import dev.paddock.controlplane.sql.Ids;
import dev.paddock.controlplane.sql.Json;
import dev.paddock.model.run.Priority;
import dev.paddock.model.run.RunId;
import dev.paddock.model.run.RunStatus;
import dev.paddock.model.run.Scope;
import dev.paddock.model.run.TriggerType;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// The SQL that stores reports and the runs that they make.
@Singleton
class ReportStore {

    /// A run that was reported and not executed here: it is over when it is stored.
    ///
    /// @param commit 4 to 64 hex digits; null when the report is about none
    record Reported(
            RunId id,
            String repositoryId,
            RunStatus status,
            @Nullable String branch,
            @Nullable String commit,
            String reportedBy,
            @Nullable String traceparent) {}

    /// Stands for no reviewer: see V30.
    private static final String INGEST_AGENT = "agent_00000000000000000000000000";

    private final Jdbi jdbi;
    private final Json json;

    ReportStore(Jdbi jdbi, Json json) {
        this.jdbi = jdbi;
        this.json = json;
    }

    /// Stores a run that was reported, with the version 1.
    void store(Reported run) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        insert into run (id, repository_id, agent_id, kind, status, outcome, completed_at, trigger_type,
                            branch, commit_sha, scope, priority, config, timeout_seconds, max_attempts, requested_by,
                            traceparent)
                        values (:id, :repository, :agent, :kind, :status, :status, clock_timestamp(), :trigger,
                            :branch, :commit, :scope, :priority, '{}', 0, 0, :by, :trace)
                        """)
                .bind("id", run.id().value())
                .bind("repository", run.repositoryId())
                .bind("agent", INGEST_AGENT)
                .bind("kind", "ingested")
                .bind("status", run.status().wire())
                .bind("trigger", TriggerType.INGEST.wire())
                .bind("branch", run.branch())
                .bind("commit", run.commit())
                .bind("scope", Scope.ALL.wire())
                .bind("priority", Priority.NORMAL.level())
                .bind("by", run.reportedBy())
                .bind("trace", run.traceparent())
                .execute());
    }

    /// Stores the report of a run.
    ///
    /// @param repository id of the one that it is about
    /// @param rest what it has beside its results
    void store(RunId run, String repository, Map<String, @Nullable Object> rest, List<Result> results) {
        String report = json.write(rest);
        List<@Nullable String> references =
                results.stream().<@Nullable String>map(this::moreReferences).toList();
        List<String> bodies =
                results.stream().map(result -> json.write(result.members())).toList();
        jdbi.useHandle(handle -> handle.createUpdate("""
                            insert into report (run_id, repository_id, body, bytes)
                            values (:run, :repository, :body::json, :bytes)
                            """)
                .bind("run", run.value())
                .bind("repository", repository)
                .bind("body", report)
                .bind("bytes", bytes(List.of(report)) + bytes(bodies) + bytes(references))
                .execute());
        store(run, results, bodies, references);
    }

    private void store(RunId run, List<Result> results, List<String> bodies, List<@Nullable String> references) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                            insert into report_result (run_id, no, id, target, kind, status, duration_ms, digest,
                                baseline, candidate, diff, diff_due_at, body, more_references)
                            select :run, nth, id, target, kind, status, duration_ms, digest, baseline, candidate, diff,
                                case when due then now() end, body::json, more::json
                            from unnest(:ids, :targets, :kinds, :statuses, :durations, :digests, :baselines,
                                :candidates, :diffs, :due, :bodies, :references) with ordinality as r (id, target, kind,
                                status, duration_ms, digest, baseline, candidate, diff, due, body, more, nth)
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
                                result -> result.digest().map(Object::toString).orElse(null)))
                .bindArray("baselines", String.class, each(results, result -> result.screenshot(Result.BASELINE)))
                .bindArray("candidates", String.class, each(results, result -> result.screenshot(Result.CANDIDATE)))
                .bindArray("diffs", String.class, each(results, result -> result.screenshot(Result.DIFF)))
                .bindArray("due", Boolean.class, each(results, Result::lacksDiff))
                .bindArray("bodies", String.class, bodies)
                .bindArray("references", String.class, references)
                .execute());
    }

    /// What stands among the references beside digests, taken out of the members.
    private @Nullable String moreReferences(Result result) {
        return result.members().remove(TakeScreenshots.REFERENCES) instanceof Map<?, ?> more && !more.isEmpty()
                ? json.write(more)
                : null;
    }

    private static long bytes(List<? extends @Nullable String> texts) {
        return texts.stream()
                .filter(Objects::nonNull)
                .mapToLong(text -> text.getBytes(StandardCharsets.UTF_8).length)
                .sum();
    }

    private static <T> List<@Nullable T> each(List<Result> results, Function<Result, @Nullable T> member) {
        return results.stream().<@Nullable T>map(member).toList();
    }
}

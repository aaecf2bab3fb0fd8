package dev.paddock.controlplane.run;

import dev.paddock.controlplane.sql.Columns;
import dev.paddock.controlplane.sql.Json;
import dev.paddock.model.finding.ReviewSummary;
import dev.paddock.model.run.FailureReason;
import dev.paddock.model.run.RunId;
import dev.paddock.model.run.RunSpec;
import dev.paddock.model.run.RunStatus;
import dev.paddock.model.task.Metrics;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/// The SQL of `run`. Every writer of status holds the row's lock, which [#lock] takes.
@Singleton
public class RunStore {

    /// A run about to be stored, all defaults filled in.
    ///
    /// @param base as asked for; resolved to `baseSha` together with the branch
    /// @param config the agent's settings with the run's over them
    /// @param supersedes whether older open runs of its pull request give way to it
    /// @param original the run that it tries again; null for a first try
    public record NewRun(
            RunId id,
            String repositoryId,
            String agentId,
            RunSpec spec,
            List<String> tags,
            @Nullable String baseSha,
            Map<String, @Nullable Object> config,
            int timeoutSeconds,
            int maxAttempts,
            String requestedBy,
            @Nullable String traceparent,
            boolean supersedes,
            @Nullable RunId original) {}

    /// What a completed review tells of its run.
    ///
    /// @param commitMessage null leaves what is known
    /// @param files that were reviewed
    /// @param lines that were looked at
    /// @param found how many findings there are; the run's `min_severity` hides some of them
    public record Reviewed(
            RunId run,
            Metrics metrics,
            @Nullable String commitMessage,
            int files,
            long lines,
            @Nullable String rating,
            ReviewSummary found) {}

    /// A run whose row this transaction has locked.
    ///
    /// @param ingested whether it was reported, not executed here
    public record Locked(
            RunId id,
            boolean ingested,
            RunStatus status,
            long version,
            @Nullable String commitSha,
            int maxAttempts,
            @Nullable Instant notBefore,
            @Nullable Instant completedAt) {}

    private static final String INGESTED = "ingested";

    /// What a run keeps of its end. Set once and never before, so that indexes over it cost a run one write.
    private static final String ENDED = """
            completed_at = clock_timestamp(), outcome = :status, began_at = started_at,
                duration_ms = floor(extract(epoch from clock_timestamp() - started_at) * 1000)
            """;

    private final Jdbi jdbi;
    private final Json json;

    RunStore(Jdbi jdbi, Json json) {
        this.jdbi = jdbi;
        this.json = json;
    }

    /// Stores queued runs.
    public void insert(List<NewRun> accepted) {
        if (accepted.isEmpty()) {
            return;
        }
        jdbi.useHandle(handle -> {
            PreparedBatch batch = handle.prepareBatch("""
                    insert into run (id, repository_id, agent_id, trigger_type, trigger_event, pull_request,
                        branch, base, commit_sha, base_sha, scope, files, priority, tags, config,
                        timeout_seconds, max_attempts, not_before, concurrency_group, requested_by, traceparent,
                        original_run_id)
                    values (:id, :repository, :agent, :triggerType, :triggerEvent, :pullRequest::jsonb,
                        :branch, :base, :commit, :baseSha, :scope, :files, :priority, :tags, :config::jsonb,
                        :timeout, :attempts, :notBefore, :group, :by, :trace, :original)
                    """);
            accepted.forEach(run -> bind(batch, run).add());
            batch.execute();
        });
    }

    private PreparedBatch bind(PreparedBatch batch, NewRun run) {
        RunSpec spec = run.spec();
        RunSpec.Trigger trigger = Objects.requireNonNull(spec.trigger());
        return batch.bind("id", run.id().value())
                .bind("repository", run.repositoryId())
                .bind("agent", run.agentId())
                .bind("triggerType", trigger.type().wire())
                .bind("triggerEvent", trigger.event())
                .bind("pullRequest", spec.pullRequest() == null ? null : json.write(spec.pullRequest()))
                .bind("branch", spec.branch())
                .bind("base", spec.base())
                .bind("commit", spec.commit())
                .bind("baseSha", run.baseSha())
                .bind("scope", Objects.requireNonNull(spec.scope()).wire())
                .bindArray("files", String.class, Objects.requireNonNull(spec.files()))
                .bind("priority", Objects.requireNonNull(spec.priority()).level())
                .bindArray("tags", String.class, run.tags())
                .bind("config", json.write(run.config()))
                .bind("timeout", run.timeoutSeconds())
                .bind("attempts", run.maxAttempts())
                .bind("notBefore", spec.notBefore())
                .bind("group", spec.concurrencyGroup())
                .bind("by", run.requestedBy())
                .bind("trace", run.traceparent())
                .bind("original", run.original() == null ? null : run.original().value());
    }

    /// Locks the run's row for the rest of the transaction; waits for whoever has it.
    public Optional<Locked> lock(RunId id) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select id, kind, status, version, commit_sha, max_attempts, not_before, completed_at
                        from run where id = :id for no key update
                        """)
                .bind("id", id.value())
                .map((row, context) -> locked(row))
                .findOne());
    }

    /// Locks the runs of these tasks, in the order of their ids as everybody does; waits for whoever has them.
    public Map<RunId, Locked> lockOf(List<UUID> tasks) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select id, kind, status, version, commit_sha, max_attempts, not_before, completed_at
                        from run where id in (select run_id from task where id = any(:tasks))
                        order by id for no key update
                        """)
                .bindArray("tasks", UUID.class, tasks)
                .map((row, context) -> locked(row))
                .collect(Collectors.toMap(Locked::id, run -> run)));
    }

    /// Whether the run was tried again after that attempt. The next task comes with the end of the one before, or
    /// never.
    public boolean isTriedAfter(RunId id, int attempt) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select exists (select from task where run_id = :id and attempt > :attempt)")
                .bind("id", id.value())
                .bind("attempt", attempt)
                .mapTo(Boolean.class)
                .one());
    }

    /// Raises the version of a locked run; returns the new one, which is the next event's seq.
    public long raise(RunId id) {
        return jdbi.withHandle(handle ->
                handle.createQuery("""
                        update run set version = version + 1, updated_at = now() where id = :id returning version
                        """).bind("id", id.value()).mapTo(Long.class).one());
    }

    /// Ends a locked run; returns the new version, or empty when it has ended already.
    Optional<Long> end(RunId id, RunStatus status, @Nullable FailureReason reason, @Nullable String message) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        update run set status = :status, version = version + 1, updated_at = now(),
                            failure_reason = :reason, failure_message = :message, %s
                        where id = :id and status in ('queued', 'running')
                        returning version
                        """.formatted(ENDED))
                .bind("id", id.value())
                .bind("status", status.wire())
                .bind("reason", reason == null ? null : reason.wire())
                .bind("message", message)
                .mapTo(Long.class)
                .findOne());
    }

    /// Ends locked runs, none of which has ended, as reviewed; returns their new versions.
    Map<RunId, Long> succeed(List<Reviewed> reviews) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        update run r set status = :status, version = version + 1, updated_at = now(), %s,
                            metrics = told.metrics::jsonb,
                            commit_message = coalesce(told.message, commit_message), files_reviewed = told.files,
                            lines_analyzed = told.lines, rating = told.rating, errors = told.errors,
                            warnings = case coalesce(config ->> 'min_severity', 'info')
                                when 'error' then 0 else told.warnings end,
                            infos = case coalesce(config ->> 'min_severity', 'info')
                                when 'info' then told.infos else 0 end
                        from unnest(:ids, :metrics, :messages, :files, :lines, :ratings, :errors, :warnings, :infos)
                            as told (id, metrics, message, files, lines, rating, errors, warnings, infos)
                        where r.id = told.id and r.status in ('queued', 'running')
                        returning r.id, r.version
                        """.formatted(ENDED))
                .bind("status", RunStatus.SUCCESS.wire())
                .bindArray(
                        "ids",
                        String.class,
                        each(reviews, review -> review.run().value()))
                .bindArray("metrics", String.class, each(reviews, review -> json.write(review.metrics())))
                .bindArray("messages", String.class, each(reviews, Reviewed::commitMessage))
                .bindArray("files", Integer.class, each(reviews, Reviewed::files))
                .bindArray("lines", Long.class, each(reviews, Reviewed::lines))
                .bindArray("ratings", String.class, each(reviews, Reviewed::rating))
                .bindArray(
                        "errors",
                        Integer.class,
                        each(reviews, review -> review.found().errors()))
                .bindArray(
                        "warnings",
                        Integer.class,
                        each(reviews, review -> review.found().warnings()))
                .bindArray(
                        "infos",
                        Integer.class,
                        each(reviews, review -> review.found().infos()))
                .map((row, context) -> Map.entry(new RunId(row.getString("id")), row.getLong("version")))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    private static <T> List<@Nullable T> each(List<Reviewed> reviews, Function<Reviewed, @Nullable T> member) {
        return reviews.stream().<@Nullable T>map(member).toList();
    }

    /// Remembers why a run was cancelled.
    void explain(RunId id, String reason) {
        jdbi.useHandle(handle -> handle.createUpdate("update run set cancel_reason = :reason where id = :id")
                .bind("id", id.value())
                .bind("reason", reason)
                .execute());
    }

    /// Remembers which run a cancelled one made way for.
    void supersede(RunId id, RunId newer) {
        jdbi.useHandle(handle -> handle.createUpdate("update run set superseded_by = :newer where id = :id")
                .bind("id", id.value())
                .bind("newer", newer.value())
                .execute());
    }

    /// Fixes the commits that every attempt of a queued run reviews.
    public void resolve(RunId id, String commitSha, @Nullable String baseSha) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        update run set commit_sha = coalesce(commit_sha, :commit), base_sha = coalesce(base_sha, :base),
                            updated_at = now()
                        where id = :id and status = 'queued'
                        """)
                .bind("id", id.value())
                .bind("commit", commitSha)
                .bind("base", baseSha)
                .execute());
    }

    private static Locked locked(ResultSet row) throws SQLException {
        return new Locked(
                new RunId(row.getString("id")),
                row.getString("kind").equals(INGESTED),
                RunStatus.of(row.getString("status")),
                row.getLong("version"),
                Columns.textOrNull(row, "commit_sha"),
                row.getInt("max_attempts"),
                Columns.instantOrNull(row, "not_before"),
                Columns.instantOrNull(row, "completed_at"));
    }
}

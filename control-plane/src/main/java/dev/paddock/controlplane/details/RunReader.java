package dev.paddock.controlplane.details;

import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.http.PublicUrl;
import dev.paddock.controlplane.sql.Columns;
import dev.paddock.controlplane.sql.Json;
import dev.paddock.model.finding.ReviewSummary;
import dev.paddock.model.finding.Severity;
import dev.paddock.model.problem.ProblemCode;
import dev.paddock.model.run.FailureReason;
import dev.paddock.model.run.RunId;
import dev.paddock.model.run.RunSpec;
import dev.paddock.model.run.RunStatus;
import dev.paddock.model.run.RunView;
import dev.paddock.model.run.Scope;
import dev.paddock.model.run.TriggerType;
import dev.paddock.model.task.Commit;
import dev.paddock.model.task.Metrics;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// Reads runs as users see them.
@Singleton
public class RunReader {

    /// Bytes of the findings of a run that is read along with others: a hundred of them take some 12 MiB.
    private static final int SMALL = 128 << 10;
    /// Bytes of a finding in JSON beside its texts.
    private static final int BESIDE = 200;

    private static final Metrics.Tokens NO_TOKENS = new Metrics.Tokens(0, 0);

    private final Jdbi jdbi;
    private final Json json;
    private final PublicUrl url;

    RunReader(Jdbi jdbi, Json json, PublicUrl url) {
        this.jdbi = jdbi;
        this.json = json;
        this.url = url;
    }

    /// The run's details, or empty. Who calls this has room for its findings.
    public Optional<RunView> find(RunId id) {
        return Optional.ofNullable(findUpTo(Long.MAX_VALUE, List.of(id)).get(id))
                .map(Sized::run);
    }

    /// A run that may be too large to be read along with others.
    ///
    /// @param bytes of its findings in JSON, about
    /// @param run null when they are too many: it is read by itself, by [#find], when there is room for them
    public record Sized(RunId id, long bytes, @Nullable RunView run) {}

    /// Those of these runs that there are, by their id, read by one statement.
    public Map<RunId, Sized> findTogether(List<RunId> ids) {
        return findUpTo(SMALL, ids);
    }

    /// @param most bytes of one run's findings; those of a run that has more are not read
    private Map<RunId, Sized> findUpTo(long most, List<RunId> ids) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select r.*, a.name as agent_name, a.template, p.name as repository_name, t.attempt,
                            t.progress_done, t.progress_total, t.claimed_at,
                            case when t.claimed_at is not null and t.finished_at is null then t.state end as phase,
                            found.bytes as finding_bytes,
                            case when found.bytes <= :most then
                                (select json_agg(json_build_object('id', 'issue_' || f.no, 'severity', f.severity,
                                        'type', f.type, 'file', f.file, 'line', f.line, 'message', f.message,
                                        'suggestion', f.suggestion, 'fingerprint', f.fingerprint) order by f.no)
                                    from finding f where f.run_id = r.id and r.status = 'success') end as issues
                        from run r join agent a on a.id = r.agent_id join repository p on p.id = r.repository_id
                            left join lateral (select * from task t where t.run_id = r.id
                                order by t.attempt desc limit 1) t on true
                            cross join lateral (select coalesce(sum(octet_length(f.message) + octet_length(f.file)
                                    + coalesce(octet_length(f.suggestion), 0) + :beside), 0) as bytes
                                from finding f where f.run_id = r.id and r.status = 'success') found
                        where r.id = any(:ids)
                        """)
                .bind("most", most)
                .bind("beside", BESIDE)
                .bindArray("ids", String.class, ids.stream().map(RunId::value).toList())
                .map((row, context) -> sized(row, most))
                .collect(Collectors.toMap(Sized::id, run -> run)));
    }

    private Sized sized(ResultSet row, long most) throws SQLException {
        RunId id = new RunId(row.getString("id"));
        long bytes = row.getLong("finding_bytes");
        return new Sized(id, bytes, bytes > most ? null : view(id, row));
    }

    /// Whether there is such a run. Reads nothing of it: its details have all its findings.
    public boolean isThere(RunId id) {
        return jdbi.withHandle(handle -> handle.createQuery("select exists (select from run where id = :id)")
                .bind("id", id.value())
                .mapTo(Boolean.class)
                .one());
    }

    /// 410 when what the run left was deleted for its age.
    ///
    /// @param what is asked for: its report, or its log
    public void expectKept(RunId id, String what) {
        boolean cleared = jdbi.withHandle(handle -> handle.createQuery(
                        "select exists (select from run where id = :id and cleared_at is not null)")
                .bind("id", id.value())
                .mapTo(Boolean.class)
                .one());
        if (cleared) {
            throw new ProblemException(
                    ProblemCode.EXPIRED,
                    "The run " + id + " is older than " + what + "s are kept, and its " + what
                            + " was deleted; the run itself is at /v1/runs/" + id + ".");
        }
    }

    private RunView view(RunId id, ResultSet row) throws SQLException {
        RunStatus status = RunStatus.of(row.getString("status"));
        Instant created = Columns.instant(row, "created_at");
        Instant started = Columns.instantOrNull(row, "started_at");
        String sha = row.getString("commit_sha");
        boolean claimed = row.getObject("claimed_at") != null;
        return new RunView(
                id,
                new RunView.AgentRef(row.getString("agent_id"), row.getString("agent_name"), row.getString("template")),
                new RunView.RepositoryRef(row.getString("repository_id"), row.getString("repository_name")),
                status,
                new RunSpec.Trigger(TriggerType.of(row.getString("trigger_type")), row.getString("trigger_event")),
                json.readOrNull(row.getString("pull_request"), RunSpec.PullRequest.class),
                sha == null ? null : new Commit(sha, row.getString("commit_message")),
                started,
                Columns.instantOrNull(row, "completed_at"),
                Columns.longOrNull(row, "duration_ms"),
                reviewed(row, status) ? results(row) : null,
                List.of(),
                NO_TOKENS,
                created,
                row.getString("branch"),
                row.getString("base"),
                Scope.of(row.getString("scope")),
                claimed ? row.getInt("attempt") : Math.max(0, row.getInt("attempt") - 1),
                row.getString("phase"),
                progress(row),
                metrics(row, created, started),
                failure(row),
                row.getString("cancel_reason"),
                RunId.ofNullable(row.getString("superseded_by")),
                RunId.ofNullable(row.getString("original_run_id")),
                row.getString("kind"),
                row.getBoolean("pinned"),
                url.link("/v1/runs/" + id));
    }

    /// What a report says stands in the report.
    private static boolean reviewed(ResultSet row, RunStatus status) throws SQLException {
        return status == RunStatus.SUCCESS && row.getString("kind").equals("executed");
    }

    private RunView.Results results(ResultSet row) throws SQLException {
        Object hidden = json.readObject(row.getString("config")).get("min_severity");
        Severity least = hidden == null ? Severity.INFO : Severity.of(hidden.toString());
        RunView.Issue[] found = json.readOrNull(row.getString("issues"), RunView.Issue[].class);
        List<RunView.Issue> issues = found == null
                ? List.of()
                : Arrays.stream(found)
                        .filter(issue -> issue.severity().atLeast(least))
                        .toList();
        return new RunView.Results(
                ReviewSummary.of(issues.stream().map(RunView.Issue::severity).toList())
                        .sentence(),
                issues,
                row.getInt("files_reviewed"),
                row.getLong("lines_analyzed"),
                row.getString("rating"));
    }

    private static RunView.@Nullable Progress progress(ResultSet row) throws SQLException {
        Integer total = Columns.intOrNull(row, "progress_total");
        return total == null ? null : new RunView.Progress(row.getInt("progress_done"), total);
    }

    /// The runner cannot know how long the run was queued.
    private @Nullable Metrics metrics(ResultSet row, Instant created, @Nullable Instant started) throws SQLException {
        Metrics metrics = json.readOrNull(row.getString("metrics"), Metrics.class);
        if (metrics == null || started == null) {
            return metrics;
        }
        return new Metrics(
                Duration.between(created, started).toMillis(),
                metrics.cloneMs(),
                metrics.reviewMs(),
                metrics.totalMs(),
                metrics.filesReviewed(),
                metrics.linesAnalyzed(),
                metrics.tokens());
    }

    private static RunView.@Nullable Failure failure(ResultSet row) throws SQLException {
        String reason = row.getString("failure_reason");
        return reason == null
                ? null
                : new RunView.Failure(
                        FailureReason.of(reason), Objects.requireNonNullElse(row.getString("failure_message"), reason));
    }
}

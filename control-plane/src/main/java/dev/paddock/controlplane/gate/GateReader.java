package dev.paddock.controlplane.gate;

import dev.paddock.controlplane.http.PublicUrl;
import dev.paddock.controlplane.sql.Columns;
import dev.paddock.controlplane.sql.Json;
import dev.paddock.model.finding.ReviewedStatus;
import dev.paddock.model.finding.Severity;
import dev.paddock.model.run.GateView;
import dev.paddock.model.run.GateView.Verdict;
import dev.paddock.model.run.RunId;
import dev.paddock.model.run.RunSpec;
import dev.paddock.model.run.RunStatus;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// Reads a run as a gate.
@Singleton
class GateReader {

    private record File(
            String id,
            String path,
            ReviewedStatus status,
            @Nullable Severity gravest) {}

    private final Jdbi jdbi;
    private final Json json;
    private final PublicUrl url;

    GateReader(Jdbi jdbi, Json json, PublicUrl url) {
        this.jdbi = jdbi;
        this.json = json;
        this.url = url;
    }

    /// The gate of a run that was executed here; empty when there is no such run.
    Optional<GateView> find(RunId id) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select r.status, r.config, r.pull_request, r.created_at, r.updated_at, r.started_at,
                            r.superseded_by, coalesce(r.completed_at, now()) as until, p.clone_url, t.progress_done,
                            t.progress_total, coalesce((select d.status = 'rejected' from review_decision d
                                where d.run_id = r.id order by d.no desc limit 1), false) as rejected
                        from run r join repository p on p.id = r.repository_id
                            left join lateral (select progress_done, progress_total from task t
                                where t.run_id = r.id order by attempt desc limit 1) t on true
                        where r.id = :id and r.kind = 'executed'
                        """)
                .bind("id", id.value())
                .map((row, context) -> view(handle, id, row))
                .findOne());
    }

    private GateView view(Handle handle, RunId id, ResultSet row) throws SQLException {
        RunStatus status = RunStatus.of(row.getString("status"));
        GateRule rule = GateRule.of(json.readObject(row.getString("config")));
        List<File> files = status == RunStatus.SUCCESS ? files(handle, id) : List.of();
        GateRule.Decision decision =
                rule.judge(status, review(files, severities(handle, id)), row.getBoolean("rejected"));
        GateView.Destination destination = new GateView.Destination("web", webUrl(row));
        List<GateView.Result> results =
                files.stream().map(file -> result(id, file, rule, destination)).toList();
        int failed = (int) results.stream()
                .filter(result -> result.status() == Verdict.FAILED)
                .count();
        boolean running = status == RunStatus.RUNNING;
        int total = running ? row.getInt("progress_total") : results.size();
        // What a reviewer says of itself need not add up.
        int done = running ? Math.min(row.getInt("progress_done"), total) : results.size() - failed;
        Instant started = Columns.instantOrNull(row, "started_at");
        long seconds = started == null
                ? 0
                : Duration.between(started, Columns.instant(row, "until")).toSeconds();
        return new GateView(
                id,
                decision.verdict(),
                total,
                done,
                failed,
                running ? total - done : 0,
                Math.max(0, seconds),
                Columns.instant(row, "created_at"),
                Columns.instant(row, "updated_at"),
                results,
                decision.reason(),
                RunId.ofNullable(row.getString("superseded_by")));
    }

    private static GateRule.Review review(List<File> files, Set<Severity> severities) {
        return new GateRule.Review(
                severities,
                (int) files.stream()
                        .filter(file -> file.status() != ReviewedStatus.SKIPPED || file.gravest() != null)
                        .count(),
                (int) files.stream()
                        .filter(file -> file.status() == ReviewedStatus.FAILED)
                        .count());
    }

    private static Set<Severity> severities(Handle handle, RunId id) {
        return handle
                .createQuery("select distinct severity from finding where run_id = :id")
                .bind("id", id.value())
                .mapTo(String.class)
                .list()
                .stream()
                .map(Severity::of)
                .collect(Collectors.toSet());
    }

    private static List<File> files(Handle handle, RunId id) {
        return handle.createQuery("""
                        select f.result_id, f.path, f.status,
                            (select d.severity from finding d where d.run_id = f.run_id and d.file = f.path
                                order by d.no limit 1) as gravest
                        from reviewed_file f where f.run_id = :id order by f.path
                        """)
                .bind("id", id.value())
                .map((row, context) -> new File(
                        row.getString("result_id"),
                        row.getString("path"),
                        ReviewedStatus.of(row.getString("status")),
                        row.getString("gravest") == null ? null : Severity.of(row.getString("gravest"))))
                .list();
    }

    private GateView.Result result(RunId id, File file, GateRule rule, GateView.Destination destination) {
        return new GateView.Result(
                file.id(),
                file.path(),
                file.path(),
                rule.file(file.status() == ReviewedStatus.FAILED, file.gravest()),
                0,
                url.link("/v1/runs/" + id),
                destination);
    }

    private String webUrl(ResultSet row) throws SQLException {
        RunSpec.PullRequest pull = json.readOrNull(row.getString("pull_request"), RunSpec.PullRequest.class);
        return pull == null || pull.url() == null
                ? WebUrl.of(row.getString("clone_url"))
                : Objects.requireNonNull(pull.url());
    }
}

package dev.paddock.controlplane.gate;

import dev.paddock.controlplane.http.PublicUrl;
import dev.paddock.controlplane.sql.Columns;
import dev.paddock.model.run.GateView;
import dev.paddock.model.run.GateView.Verdict;
import dev.paddock.model.run.RunId;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// Reads a run that came as a report as a gate.
@Singleton
class ReportGateReader {

    private record Reported(
            String id,
            String target,
            String kind,
            String status,
            @Nullable Long durationMs) {}

    private final Jdbi jdbi;
    private final PublicUrl url;

    ReportGateReader(Jdbi jdbi, PublicUrl url) {
        this.jdbi = jdbi;
        this.url = url;
    }

    /// The run's gate; empty when there is no such run, or when it was executed here.
    ///
    /// @param waits whether the caller waits for the decision of a person
    Optional<GateView> find(RunId id, boolean waits) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select r.created_at, r.updated_at, p.clone_url, (select d.status from review_decision d
                            where d.run_id = r.id order by d.no desc limit 1) as decision
                        from run r join repository p on p.id = r.repository_id
                        where r.id = :id and r.kind = 'ingested'
                        """)
                .bind("id", id.value())
                .map((row, context) -> view(handle, id, row, waits))
                .findOne());
    }

    private GateView view(Handle handle, RunId id, ResultSet row, boolean waits) throws SQLException {
        String decision = row.getString("decision");
        ReportGate gate = new ReportGate("approved".equals(decision), "rejected".equals(decision), waits);
        List<Reported> reported = results(handle, id);
        GateRule.Decision verdict =
                gate.judge(reported.stream().map(Reported::status).toList());
        GateView.Destination destination = new GateView.Destination("web", WebUrl.of(row.getString("clone_url")));
        // Once for all: there may be thousands.
        String link = url.link("/api/v1/runs/" + id);
        List<GateView.Result> results = reported.stream()
                .map(one -> result(one, gate.result(one.status()), link, destination))
                .toList();
        long millis = reported.stream()
                .mapToLong(one -> Objects.requireNonNullElse(one.durationMs(), 0L))
                .sum();
        return new GateView(
                id,
                verdict.verdict(),
                results.size(),
                count(results, Verdict.PASSED),
                count(results, Verdict.FAILED),
                count(results, Verdict.RUNNING),
                millis / 1000,
                Columns.instant(row, "created_at"),
                Columns.instant(row, "updated_at"),
                results,
                verdict.reason(),
                null);
    }

    private static int count(List<GateView.Result> results, Verdict verdict) {
        return (int) results.stream().filter(one -> one.status() == verdict).count();
    }

    private static GateView.Result result(
            Reported one, Verdict verdict, String link, GateView.Destination destination) {
        return new GateView.Result(
                one.id(),
                one.kind() + ":" + one.target(),
                one.target(),
                verdict,
                Objects.requireNonNullElse(one.durationMs(), 0L) / 1000,
                link,
                destination);
    }

    private static List<Reported> results(Handle handle, RunId id) {
        return handle.createQuery("""
                        select id, target, kind, status, duration_ms from report_result where run_id = :id order by no
                        """)
                .bind("id", id.value())
                .map((row, context) -> new Reported(
                        row.getString("id"),
                        row.getString("target"),
                        row.getString("kind"),
                        row.getString("status"),
                        Columns.longOrNull(row, "duration_ms")))
                .list();
    }
}

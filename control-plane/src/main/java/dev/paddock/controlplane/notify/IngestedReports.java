package dev.paddock.controlplane.notify;

import dev.paddock.controlplane.notification.Audience;
import dev.paddock.controlplane.notification.Notice;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/// What is told of reports of what was executed elsewhere, to all who may see the repository: that something failed, or
/// that the gate waits for a person. Reports of which everything passed are no news, and neither are those that
/// somebody has decided about.
@Singleton
class IngestedReports {

    private final Jdbi jdbi;

    IngestedReports(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /// The notices of those of `ids` that are worth one.
    List<Notice> notices(List<String> ids) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select r.id, r.repository_id, r.pull_request ->> 'number' as pull_request, r.branch, r.commit_sha,
                            p.name as repository_name, count(*) as results,
                            count(*) filter (where t.status = 'failed') as failed,
                            count(*) filter (where t.status in ('changed', 'new', 'removed')) as open
                        from run r join repository p on p.id = r.repository_id join report_result t on t.run_id = r.id
                        where r.id = any(:ids) and r.kind = 'ingested'
                            and not exists (select from review_decision d where d.run_id = r.id)
                        group by r.id, p.id having count(*) filter (where t.status <> 'passed') > 0
                        """)
                .bindArray("ids", String.class, ids)
                .map((row, context) -> notice(row))
                .list());
    }

    private static Notice notice(ResultSet row) throws SQLException {
        String id = row.getString("id");
        String what = "the report of " + row.getString("repository_name") + EndedRuns.subject(row);
        long failed = row.getLong("failed");
        long results = row.getLong("results");
        return new Notice(
                "run " + id + " finished",
                Notice.Category.RUN,
                failed > 0 ? Notice.Severity.WARNING : Notice.Severity.INFO,
                (failed > 0 ? "Failed: " : "Waits for a decision: ") + what,
                failed > 0
                        ? "Of %d results %d failed.".formatted(results, failed)
                        : "Of %d results %d changed, are new or were removed; approve or reject the run."
                                .formatted(results, row.getLong("open")),
                "/v1/runs/" + id,
                Audience.ofRepository(row.getString("repository_id")));
    }
}

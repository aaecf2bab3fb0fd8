package dev.paddock.controlplane.notify;

import dev.paddock.controlplane.notification.Audience;
import dev.paddock.controlplane.notification.Notice;
import dev.paddock.controlplane.sql.Columns;
import dev.paddock.model.run.RunStatus;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// What is told of a run's end.
///
/// A review that could not be made is told to all who may see the repository. One that was made is told to the user
/// who asked for it, if it was a user: programs wait at the gate, and hundreds of successes a day are no news to
/// anybody else. What somebody cancelled is not told.
@Singleton
class EndedRuns {

    private static final int SHORT = 7;

    private final Jdbi jdbi;

    EndedRuns(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /// The notices of those of `ids` that are worth one.
    List<Notice> notices(List<String> ids) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select r.id, r.status, r.repository_id, r.requested_by, r.branch, r.commit_sha,
                            r.failure_message, r.pull_request ->> 'number' as pull_request, r.errors, r.warnings, r.infos,
                            p.name as repository_name
                        from run r join repository p on p.id = r.repository_id
                        where r.id = any(:ids) and r.kind = 'executed' and (r.status in ('failure', 'timeout')
                            or (r.status = 'success' and r.requested_by like 'user:%'))
                        """)
                .bindArray("ids", String.class, ids)
                .map((row, context) -> notice(row))
                .list());
    }

    private static Notice notice(ResultSet row) throws SQLException {
        String id = row.getString("id");
        String what = "the review of " + row.getString("repository_name") + subject(row);
        Audience all = Audience.ofRepository(row.getString("repository_id"));
        boolean done = RunStatus.of(row.getString("status")) == RunStatus.SUCCESS;
        return new Notice(
                "run " + id + " finished",
                Notice.Category.RUN,
                done ? found(row) : Notice.Severity.ERROR,
                done ? "Done: " + what : "Failed: " + what,
                done
                        ? counts(row)
                        : Objects.requireNonNullElse(row.getString("failure_message"), "The run's log says why."),
                "/v1/runs/" + id,
                done ? all.only(row.getString("requested_by")) : all);
    }

    /// The pull request, else the branch, else the commit.
    static String subject(ResultSet row) throws SQLException {
        String pullRequest = row.getString("pull_request");
        String branch = row.getString("branch");
        String commit = row.getString("commit_sha");
        if (pullRequest != null) {
            return " #" + pullRequest;
        }
        if (branch != null) {
            return " (" + branch + ")";
        }
        return commit == null ? "" : " (" + commit.substring(0, Math.min(SHORT, commit.length())) + ")";
    }

    private static Notice.Severity found(ResultSet row) throws SQLException {
        return number(Columns.intOrNull(row, "errors")) > 0 ? Notice.Severity.WARNING : Notice.Severity.SUCCESS;
    }

    private static String counts(ResultSet row) throws SQLException {
        return "Found: %d errors, %d warnings, %d hints."
                .formatted(
                        number(Columns.intOrNull(row, "errors")),
                        number(Columns.intOrNull(row, "warnings")),
                        number(Columns.intOrNull(row, "infos")));
    }

    private static int number(@Nullable Integer count) {
        return Objects.requireNonNullElse(count, 0);
    }
}

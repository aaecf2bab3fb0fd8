package dev.paddock.controlplane.report;

import dev.paddock.controlplane.http.PublicUrl;
import dev.paddock.controlplane.sql.Columns;
import dev.paddock.controlplane.sql.Json;
import dev.paddock.model.run.RunId;
import dev.paddock.model.run.RunStatus;
import dev.paddock.model.run.RunView;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Jdbi;

/// Reads runs with their reports.
@Singleton
public class ReportReader {

    private final Jdbi jdbi;
    private final Json json;
    private final PublicUrl url;
    private final ExecutedReports executed;

    ReportReader(Jdbi jdbi, Json json, PublicUrl url, ExecutedReports executed) {
        this.jdbi = jdbi;
        this.json = json;
        this.url = url;
        this.executed = executed;
    }

    /// The run, or empty.
    public Optional<ReportedRun> run(RunId id) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select r.id, r.status, r.kind, r.branch, r.commit_sha, r.created_at, r.repository_id, p.name,
                            coalesce((select d.status from review_decision d where d.run_id = r.id
                                order by d.no desc limit 1), 'pending') as review
                        from run r join repository p on p.id = r.repository_id where r.id = :id
                        """)
                .bind("id", id.value())
                .map((row, context) -> run(id, row))
                .findOne());
    }

    /// `{"run", "report"}` in JSON, or empty when there is no such run.
    Optional<byte[]> document(RunId id) {
        return run(id).map(run -> {
            String report = run.kind().equals("ingested") ? report(id) : executed.of(run);
            return ("{\"run\":" + json.write(run) + ",\"report\":" + report + "}").getBytes(StandardCharsets.UTF_8);
        });
    }

    /// Put together from the texts that were stored: read and written again, its numbers might be others.
    private String report(RunId id) {
        StringBuilder results = new StringBuilder("[");
        String rest = jdbi.withHandle(handle -> {
            handle.createQuery("""
                            select baseline, candidate, diff, body from report_result where run_id = :id order by no
                            """)
                    .bind("id", id.value())
                    .map((row, context) -> result(row))
                    .forEach(result ->
                            results.append(results.length() == 1 ? "" : ",").append(result));
            return handle.createQuery("select body from report where run_id = :id")
                    .bind("id", id.value())
                    .mapTo(String.class)
                    .one();
        });
        return with(rest, "results", results.append(']').toString());
    }

    private String result(ResultSet row) throws SQLException {
        Map<String, String> references = new TreeMap<>();
        for (String which : new String[] {"baseline", "candidate", "diff"}) {
            String digest = Columns.textOrNull(row, which);
            if (digest != null) {
                references.put(which, digest);
            }
        }
        String body = row.getString("body");
        return references.isEmpty() ? body : with(body, "screenshotRefs", json.write(references));
    }

    /// The text of an object, with another member at its end.
    private static String with(String object, String name, String value) {
        String open = object.substring(0, object.length() - 1);
        return open + (open.length() == 1 ? "" : ",") + "\"" + name + "\":" + value + "}";
    }

    private ReportedRun run(RunId id, ResultSet row) throws SQLException {
        return new ReportedRun(
                id,
                RunStatus.of(row.getString("status")),
                url.link("/api/v1/runs/" + id),
                row.getString("review"),
                row.getString("kind"),
                new RunView.RepositoryRef(row.getString("repository_id"), row.getString("name")),
                row.getString("branch"),
                row.getString("commit_sha"),
                Columns.instant(row, "created_at"));
    }
}

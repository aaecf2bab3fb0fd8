package dev.paddock.controlplane.report;

import dev.paddock.controlplane.details.RunReader;
import dev.paddock.controlplane.http.PublicUrl;
import dev.paddock.controlplane.memory.LargeBodies;
import dev.paddock.controlplane.sql.Columns;
import dev.paddock.controlplane.sql.Json;
import dev.paddock.model.run.RunId;
import dev.paddock.model.run.RunStatus;
import dev.paddock.model.run.RunView;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// Reads runs with their reports.
@Singleton
public class ReportReader {

    /// What the run beside a report takes at most, and a margin.
    private static final int MORE = 16 << 10;

    private static final String EMPTY = "{}";

    private final Jdbi jdbi;
    private final Json json;
    private final PublicUrl url;
    private final ExecutedReports executed;
    private final RunReader runs;
    private final LargeBodies large;

    ReportReader(Jdbi jdbi, Json json, PublicUrl url, ExecutedReports executed, RunReader runs, LargeBodies large) {
        this.runs = runs;
        this.large = large;
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

    /// `{"run", "report"}` in JSON, or empty when there is no such run. 410 when the report was deleted for
    /// its age, 503 when others read large ones for long.
    Optional<byte[]> document(RunId id) {
        return run(id).map(run -> {
            String before = "{\"run\":" + json.write(run) + ",\"report\":";
            return run.kind().equals("ingested") ? report(id, before) : executed(run, before);
        });
    }

    private byte[] executed(ReportedRun run, String before) {
        large.reserveForText(executed.bytes(run.id()));
        return (before + executed.of(run) + "}").getBytes(StandardCharsets.UTF_8);
    }

    /// Put together from the texts that were stored: read and written again, its numbers might be others.
    private byte[] report(RunId id, String before) {
        runs.expectKept(id, "report");
        long bytes = jdbi.withHandle(handle -> handle.createQuery("select bytes from report where run_id = :id")
                .bind("id", id.value())
                .mapTo(Long.class)
                .one());
        large.reserveForText(bytes);
        ByteArrayOutputStream all = new ByteArrayOutputStream((int) (bytes + bytes / 8) + MORE);
        add(all, before);
        jdbi.useHandle(handle -> {
            String rest = handle.createQuery("select body from report where run_id = :id")
                    .bind("id", id.value())
                    .mapTo(String.class)
                    .one();
            addOpen(all, rest);
            add(all, (rest.equals(EMPTY) ? "" : ",") + "\"results\":[");
            int begun = all.size();
            handle.createQuery("""
                            select baseline, candidate, diff, more_references, body from report_result where run_id = :id order by no
                            """)
                    .bind("id", id.value())
                    .map((row, context) -> result(row))
                    .forEach(result -> {
                        add(all, all.size() == begun ? "" : ",");
                        result.addTo(all);
                    });
        });
        add(all, "]}}");
        return all.toByteArray();
    }

    private static void add(ByteArrayOutputStream all, String text) {
        all.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Leaves an object open for more members.
    private static void addOpen(ByteArrayOutputStream all, String object) {
        byte[] bytes = object.getBytes(StandardCharsets.UTF_8);
        all.write(bytes, 0, bytes.length - 1);
    }

    private Result result(ResultSet row) throws SQLException {
        Map<String, String> references = new TreeMap<>();
        for (String which : new String[] {"baseline", "candidate", "diff"}) {
            String digest = Columns.textOrNull(row, which);
            if (digest != null) {
                references.put(which, digest);
            }
        }
        return new Result(row.getString("body"), json.write(references), Columns.textOrNull(row, "more_references"));
    }

    /// The texts of a result. They are written one after the other: put together first, each would
    /// stand in memory once more.
    ///
    /// @param digests of its screenshots, an object
    /// @param more what else stands among its references, an object
    private record Result(
            String body, String digests, @Nullable String more) {

        void addTo(ByteArrayOutputStream all) {
            if (digests.equals(EMPTY) && more == null) {
                add(all, body);
                return;
            }
            addOpen(all, body);
            add(all, (body.equals(EMPTY) ? "" : ",") + "\"screenshotRefs\":");
            if (more == null) {
                add(all, digests);
            } else {
                addOpen(all, digests);
                add(all, digests.equals(EMPTY) ? "" : ",");
                byte[] rest = more.getBytes(StandardCharsets.UTF_8);
                all.write(rest, 1, rest.length - 1);
            }
            add(all, "}");
        }
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

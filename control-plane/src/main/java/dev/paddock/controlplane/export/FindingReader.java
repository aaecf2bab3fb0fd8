package dev.paddock.controlplane.export;

import dev.paddock.controlplane.sql.Columns;
import dev.paddock.model.finding.Finding;
import dev.paddock.model.finding.Severity;
import dev.paddock.model.run.RunId;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/// Reads the findings that a run shows.
@Singleton
class FindingReader {

    /// A finding and the file that it is about, relative to the repository's root.
    record Placed(String file, Finding finding) {}

    private final Jdbi jdbi;

    FindingReader(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /// Gravest first, those below the run's `min_severity` left out.
    List<Placed> of(RunId run) {
        return jdbi.withHandle(handle ->
                handle.createQuery("""
                        select f.*, coalesce(r.config ->> 'min_severity', 'info') as least
                        from finding f join run r on r.id = f.run_id where f.run_id = :run order by f.no
                        """).bind("run", run.value()).map((row, context) -> placed(row)).list().stream()
                        .flatMap(List::stream)
                        .toList());
    }

    /// Bytes of the findings' texts, about.
    long bytes(RunId run) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select coalesce(sum(octet_length(concat(message, suggestion)) + 200), 0)
                        from finding where run_id = :run
                        """)
                .bind("run", run.value())
                .mapTo(Long.class)
                .one());
    }

    private static List<Placed> placed(ResultSet row) throws SQLException {
        Severity severity = Severity.of(row.getString("severity"));
        if (!severity.atLeast(Severity.of(row.getString("least")))) {
            return List.of();
        }
        return List.of(new Placed(
                row.getString("file"),
                new Finding(
                        row.getInt("line"),
                        Columns.intOrNull(row, "end_line"),
                        severity,
                        row.getString("type"),
                        row.getString("message"),
                        row.getString("suggestion"),
                        row.getString("fingerprint"))));
    }
}

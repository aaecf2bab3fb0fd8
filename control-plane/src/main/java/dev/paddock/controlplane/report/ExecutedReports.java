package dev.paddock.controlplane.report;

import dev.paddock.controlplane.sql.Columns;
import dev.paddock.controlplane.sql.Json;
import dev.paddock.model.finding.Severity;
import dev.paddock.model.run.RunId;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// Shows what a review here has found as a report: a result for each file, with its findings.
@Singleton
class ExecutedReports {

    private record Finding(
            int line,
            @Nullable Integer endLine,
            Severity severity,
            String type,
            String message,
            @Nullable String suggestion) {}

    private record Placed(String file, Finding finding) {}

    private record FileResult(String target, String kind, String status, List<Finding> findings) {}

    private record Rules(Severity failOn, Severity least) {}

    /// Bytes of a finding or a file beside its texts.
    private static final int MORE = 200;

    private final Jdbi jdbi;
    private final Json json;

    ExecutedReports(Jdbi jdbi, Json json) {
        this.jdbi = jdbi;
        this.json = json;
    }

    /// In JSON. A file fails by the findings that fail the gate, or when no analyser could judge it; those below the
    /// run's `min_severity` are not shown. Without a completed review there are no results.
    String of(ReportedRun run) {
        Rules rules = rules(run.id());
        Map<String, List<Finding>> findings = new LinkedHashMap<>();
        placed(run.id())
                .forEach(one -> findings.computeIfAbsent(one.file(), file -> new ArrayList<>())
                        .add(one.finding()));
        List<FileResult> results = jdbi.withHandle(
                handle -> handle.createQuery("select path, status from reviewed_file where run_id = :run order by path")
                        .bind("run", run.id().value())
                        .map((row, context) -> result(row, rules, findings))
                        .list());
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("project", run.repository().name());
        report.put("tool", "paddock");
        report.put("results", results);
        return json.write(report);
    }

    /// Bytes of what a report is made of, about.
    long bytes(RunId run) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select (select coalesce(sum(octet_length(concat(message, suggestion)) + :more), 0)
                                from finding where run_id = :run)
                            + (select coalesce(sum(octet_length(path) + :more), 0)
                                from reviewed_file where run_id = :run)
                        """)
                .bind("run", run.value())
                .bind("more", MORE)
                .mapTo(Long.class)
                .one());
    }

    private static FileResult result(ResultSet row, Rules rules, Map<String, List<Finding>> all) throws SQLException {
        String path = row.getString("path");
        List<Finding> findings = all.getOrDefault(path, List.of());
        boolean failed = row.getString("status").equals("failed")
                || findings.stream().anyMatch(one -> one.severity().atLeast(rules.failOn()));
        List<Finding> shown = findings.stream()
                .filter(one -> one.severity().atLeast(rules.least()))
                .toList();
        return new FileResult(path, "review", failed ? "failed" : "passed", shown);
    }

    private Rules rules(RunId run) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select coalesce(config -> 'gate' ->> 'fail_on', 'error') as fail_on,
                            coalesce(config ->> 'min_severity', 'info') as least from run where id = :run
                        """)
                .bind("run", run.value())
                .map((row, context) ->
                        new Rules(Severity.of(row.getString("fail_on")), Severity.of(row.getString("least"))))
                .one());
    }

    private List<Placed> placed(RunId run) {
        return jdbi.withHandle(handle -> handle.createQuery("select * from finding where run_id = :run order by no")
                .bind("run", run.value())
                .map((row, context) -> placed(row))
                .list());
    }

    private static Placed placed(ResultSet row) throws SQLException {
        return new Placed(
                row.getString("file"),
                new Finding(
                        row.getInt("line"),
                        Columns.intOrNull(row, "end_line"),
                        Severity.of(row.getString("severity")),
                        row.getString("type"),
                        row.getString("message"),
                        row.getString("suggestion")));
    }
}

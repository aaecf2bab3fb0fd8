package dev.paddock.standalone.runs;

import dev.paddock.model.run.RunStatus;
import dev.paddock.model.run.RunSummary;
import dev.paddock.standalone.terminal.Moments;
import dev.paddock.standalone.terminal.Table;
import dev.paddock.standalone.terminal.Table.Cell;
import dev.paddock.standalone.terminal.Terminal.Colour;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs as a table: one a row.
final class RunTable {

    private static final int SHORT_COMMIT = 8;

    private RunTable() {}

    static Table of(List<RunSummary> runs, Instant now) {
        var table = new Table(
                        "RUN", "STATUS", "REPOSITORY", "COMMIT", "PR", "AGENT", "TRIGGER", "CREATED", "TOOK", "ISSUES")
                .without("TRIGGER", "AGENT", "COMMIT", "TOOK");
        for (RunSummary run : runs) {
            table.row(
                    Cell.of(run.id().value()),
                    new Cell(run.status().wire(), colour(run.status())),
                    Cell.of(run.repository()),
                    Cell.of(shortened(run.commit())),
                    Cell.of(run.prNumber() == null ? "" : "#" + run.prNumber()),
                    Cell.of(run.agentName()),
                    Cell.of(run.trigger().wire()),
                    Cell.of(Moments.ago(run.createdAt(), now)),
                    Cell.of(Moments.took(run.durationMs())),
                    Cell.of(run.issuesFound() == null ? "" : run.issuesFound().toString()));
        }
        return table;
    }

    static Colour colour(RunStatus status) {
        return switch (status) {
            case SUCCESS -> Colour.GOOD;
            case FAILURE, TIMEOUT -> Colour.BAD;
            case RUNNING -> Colour.BUSY;
            case QUEUED, CANCELLED -> Colour.FAINT;
        };
    }

    private static String shortened(@Nullable String commit) {
        return commit == null ? "" : commit.substring(0, Math.min(SHORT_COMMIT, commit.length()));
    }
}

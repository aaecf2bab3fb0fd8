package dev.paddock.controlplane.finding;

import dev.paddock.controlplane.run.RunStore;
import dev.paddock.controlplane.run.TaskStore;
import dev.paddock.controlplane.sql.Ids;
import dev.paddock.controlplane.sql.Json;
import dev.paddock.model.finding.FileReview;
import dev.paddock.model.finding.Finding;
import dev.paddock.model.finding.ReviewSummary;
import dev.paddock.model.finding.ReviewedStatus;
import dev.paddock.model.run.RunId;
import dev.paddock.model.task.TaskResult;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;

/// The SQL of `reviewed_file` and `finding`.
@Singleton
class FindingStore {

    private record Placed(String file, Finding finding) {}

    private static final Comparator<Placed> ORDER = Comparator.comparing(
                    (Placed placed) -> placed.finding().severity())
            .thenComparing(Placed::file)
            .thenComparing(placed -> placed.finding().line());

    private final Jdbi jdbi;
    private final Json json;

    FindingStore(Jdbi jdbi, Json json) {
        this.jdbi = jdbi;
        this.json = json;
    }

    /// What every result tells of its run, completed or not.
    void storeAttempt(RunId run, TaskResult result) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        update run set metrics = :metrics::jsonb,
                            commit_message = coalesce(:message, commit_message) where id = :run
                        """)
                .bind("run", run.value())
                .bind("metrics", json.write(result.metrics()))
                .bind(
                        "message",
                        result.commit() == null ? null : result.commit().message())
                .execute());
    }

    /// A completed review.
    ///
    /// @param digest what a repeat of its result is known by
    record Review(TaskStore.Row task, TaskResult result, byte[] digest) {

        RunId run() {
            return task.runId();
        }
    }

    /// Completed reviews. The findings of each are numbered gravest first.
    void store(List<Review> reviews) {
        jdbi.useHandle(handle -> {
            insertFiles(handle, reviews);
            insertFindings(handle, reviews);
        });
    }

    /// What a completed review tells of its run.
    static RunStore.Reviewed told(Review review) {
        TaskResult result = review.result();
        return new RunStore.Reviewed(
                review.run(),
                result.metrics(),
                result.commit() == null ? null : result.commit().message(),
                (int) result.files().stream()
                        .filter(file -> file.status() == ReviewedStatus.REVIEWED)
                        .count(),
                Objects.requireNonNullElse(result.metrics().linesAnalyzed(), 0L),
                Rating.of(result),
                ReviewSummary.of(result.files().stream()
                        .flatMap(file -> file.comments().stream().map(Finding::severity))
                        .toList()));
    }

    private static void insertFiles(Handle handle, List<Review> reviews) {
        PreparedBatch batch = handle.prepareBatch("""
                insert into reviewed_file (run_id, path, result_id, status, rating)
                values (:run, :path, :id, :status, :rating)
                """);
        for (Review review : reviews) {
            for (FileReview file : review.result().files()) {
                batch.bind("run", review.run().value())
                        .bind("path", file.path())
                        .bind("id", Ids.prefixed("res"))
                        .bind("status", file.status().wire())
                        .bind("rating", file.rating())
                        .add();
            }
        }
        if (batch.size() > 0) {
            batch.execute();
        }
    }

    private static void insertFindings(Handle handle, List<Review> reviews) {
        PreparedBatch batch = handle.prepareBatch("""
                insert into finding (run_id, no, severity, type, file, line, end_line, message, suggestion, fingerprint)
                values (:run, :no, :severity, :type, :file, :line, :endLine, :message, :suggestion, :fingerprint)
                """);
        for (Review review : reviews) {
            int no = 0;
            for (Placed one : placed(review.result())) {
                Finding finding = one.finding();
                no++;
                batch.bind("run", review.run().value())
                        .bind("no", no)
                        .bind("severity", finding.severity().wire())
                        .bind("type", finding.type())
                        .bind("file", one.file())
                        .bind("line", finding.line())
                        .bind("endLine", finding.endLine())
                        .bind("message", finding.message())
                        .bind("suggestion", finding.suggestion())
                        .bind("fingerprint", finding.fingerprint())
                        .add();
            }
        }
        if (batch.size() > 0) {
            batch.execute();
        }
    }

    private static List<Placed> placed(TaskResult result) {
        return result.files().stream()
                .flatMap(file -> file.comments().stream().map(finding -> new Placed(file.path(), finding)))
                .sorted(ORDER)
                .toList();
    }
}

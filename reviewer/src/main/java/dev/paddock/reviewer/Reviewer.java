package dev.paddock.reviewer;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.paddock.model.finding.ReviewReport;
import dev.paddock.model.task.ReviewInput;
import dev.paddock.reviewer.report.Journal;
import dev.paddock.reviewer.source.WorkspaceFiles;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/// The program. `PADDOCK_WORKSPACE`, `PADDOCK_TASK` and `PADDOCK_OUT` say where things are when they are not where a
/// container has them.
public final class Reviewer {

    /// A review was completed, whatever it found.
    static final int COMPLETED = 0;
    /// The task cannot be read or asks for something unknown.
    static final int BAD_TASK = 2;
    /// The report cannot be written.
    static final int NO_REPORT = 3;

    private final Path workspace;
    private final Path taskFile;
    private final Path out;
    private final Journal journal;
    private final JsonMapper json = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    Reviewer(Map<String, String> environment, Journal journal) {
        this.workspace = Path.of(environment.getOrDefault("PADDOCK_WORKSPACE", "/workspace"));
        this.taskFile = Path.of(environment.getOrDefault("PADDOCK_TASK", "/paddock/task.json"));
        this.out = Path.of(environment.getOrDefault("PADDOCK_OUT", "/paddock/out"));
        this.journal = journal;
    }

    /// Runs one review. Exit codes: 0 completed, 1 a bug of this program, 2 a bad task, 3 no report.
    public static void main(String[] arguments) {
        var stdout = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        System.exit(new Reviewer(System.getenv(), new Journal(stdout)).run());
    }

    int run() {
        ReviewReport report;
        try {
            ReviewInput task = json.readValue(taskFile.toFile(), ReviewInput.class);
            report = new Review(task, new WorkspaceFiles(workspace), journal).run();
        } catch (IOException | IllegalArgumentException e) {
            journal.error("The task %s cannot be done: %s".formatted(taskFile, e.getMessage()));
            return BAD_TASK;
        }
        try {
            write(report);
            return COMPLETED;
        } catch (IOException e) {
            journal.error("The report cannot be written to %s: %s".formatted(out, e));
            return NO_REPORT;
        }
    }

    /// Nobody ever sees half a report.
    private void write(ReviewReport report) throws IOException {
        Path part = out.resolve("findings.json.part");
        json.writeValue(part.toFile(), report);
        Files.move(part, out.resolve("findings.json"), StandardCopyOption.ATOMIC_MOVE);
    }
}

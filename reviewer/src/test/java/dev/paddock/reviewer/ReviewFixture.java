package dev.paddock.reviewer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paddock.model.finding.FileReview;
import dev.paddock.model.finding.Finding;
import dev.paddock.model.finding.ReviewReport;
import dev.paddock.reviewer.report.Journal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A workspace, a task and an out folder, and the reviewer over them.
final class ReviewFixture {

    static final ObjectMapper JSON = new ObjectMapper();

    private final Path root;
    private final List<Map<String, Object>> files = new ArrayList<>();
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private String style = "balanced";
    private String scope = "files";

    ReviewFixture(Path root) throws IOException {
        this.root = root;
        Files.createDirectories(root.resolve("workspace"));
        Files.createDirectories(root.resolve("out"));
    }

    Path workspace() {
        return root.resolve("workspace");
    }

    ReviewFixture style(String newStyle) {
        style = newStyle;
        return this;
    }

    ReviewFixture scope(String newScope) {
        scope = newScope;
        return this;
    }

    ReviewFixture file(String path, String text) {
        return file(path, text.getBytes(StandardCharsets.UTF_8));
    }

    ReviewFixture file(String path, byte[] bytes) {
        try {
            Path file = workspace().resolve(path);
            Files.createDirectories(file.getParent());
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return listed(path, "modified");
    }

    ReviewFixture listed(String path, String status) {
        files.add(Map.of("path", path, "status", status, "additions", 1, "deletions", 0));
        return this;
    }

    Map<String, String> environment() throws IOException {
        Path task = root.resolve("task.json");
        JSON.writeValue(
                task.toFile(),
                Map.of(
                        "taskId",
                        "0198b2f0-0000-7000-8000-000000000001",
                        "runId",
                        "run_01ARZ3NDEKTSV4RRFFQ69G5FAV",
                        "attempt",
                        1,
                        "repository",
                        "acme/shop",
                        "commitSha",
                        "0".repeat(40),
                        "scope",
                        scope,
                        "files",
                        files,
                        "config",
                        Map.of("review_style", style),
                        "somethingNew",
                        true));
        return Map.of(
                "PADDOCK_WORKSPACE", workspace().toString(),
                "PADDOCK_TASK", task.toString(),
                "PADDOCK_OUT", root.resolve("out").toString());
    }

    int run() throws IOException {
        return new Reviewer(environment(), new Journal(new PrintStream(log, true, StandardCharsets.UTF_8))).run();
    }

    ReviewReport review() throws IOException {
        int exit = run();
        if (exit != Reviewer.COMPLETED) {
            throw new AssertionError("exit code " + exit + ": " + log.toString(StandardCharsets.UTF_8));
        }
        return report();
    }

    ReviewReport report() throws IOException {
        return JSON.readValue(root.resolve("out/findings.json").toFile(), ReviewReport.class);
    }

    /// The log's lines, each of which must be a JSON object.
    List<JsonNode> log() throws IOException {
        var lines = new ArrayList<JsonNode>();
        for (String line : log.toString(StandardCharsets.UTF_8).lines().toList()) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }

    static FileReview of(ReviewReport report, String path) {
        return report.files().stream()
                .filter(file -> file.path().equals(path))
                .findFirst()
                .orElseThrow();
    }

    /// The rules found in a file.
    static List<String> rules(ReviewReport report, String path) {
        return of(report, path).comments().stream().map(Finding::type).toList();
    }
}

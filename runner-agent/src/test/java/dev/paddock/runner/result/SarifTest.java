package dev.paddock.runner.result;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.model.change.ChangedFile;
import dev.paddock.model.change.FileStatus;
import dev.paddock.model.finding.FileReview;
import dev.paddock.model.finding.Finding;
import dev.paddock.model.finding.ReviewedStatus;
import dev.paddock.model.finding.Severity;
import dev.paddock.model.run.Scope;
import dev.paddock.runner.container.ReviewContainers.Exit;
import dev.paddock.runner.result.ReviewOutcome.NotReviewed;
import dev.paddock.runner.result.ReviewOutcome.Reviewed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SarifTest {

    @TempDir
    private Path folder;

    private final List<String> warnings = new ArrayList<>();
    private Path tree;
    private Path out;

    @BeforeEach
    void layOut() throws IOException {
        tree = Files.createDirectories(folder.resolve("tree"));
        out = Files.createDirectory(folder.resolve("out"));
        Files.writeString(tree.resolve("A.java"), "one\ntwo\nthree\n");
        Files.writeString(tree.resolve("an ö%20.txt"), "one\n");
    }

    private void write(String name, String sarif) throws IOException {
        Files.writeString(out.resolve(name), sarif);
    }

    /// One run of a tool with these rules and results.
    private void run(String rules, String more, String results) throws IOException {
        write("tool.sarif", """
                \uFEFF{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "t", "rules": [%s]}}%s, "results": [%s]}]}
                """.formatted(rules, more, results));
    }

    private static String at(String uri, String region) {
        return """
                "locations": [{"physicalLocation": {"artifactLocation": {"uri": "%s"}, "region": {%s}}}]
                """.formatted(uri, region);
    }

    private ReviewOutcome outcome(ChangedFile... files) {
        return new ReadReview(ReadLimits.defaults())
                .read(new Exit.Exited(0), new Asked(tree, out, List.of(files), Scope.ALL, List.of(0)), warnings::add);
    }

    private Reviewed reviewed(ChangedFile... files) {
        ReviewOutcome outcome = outcome(files);
        assertThat(outcome).isInstanceOf(Reviewed.class);
        return (Reviewed) outcome;
    }

    private List<Finding> findings() {
        return reviewed().files().stream()
                .flatMap(file -> file.comments().stream())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "error, error",
        "warning, warning",
        "note, info",
        "none, ",
    })
    void levelsBecomeSeverities(String level, String severity) throws Exception {
        run("", "", "{\"level\": \"%s\", %s}".formatted(level, at("A.java", "")));

        assertThat(findings())
                .extracting(finding -> finding.severity().wire())
                .isEqualTo(severity == null ? List.of() : List.of(severity));
    }

    @Test
    void aResultWithoutALevelTakesItsRules() throws Exception {
        run("""
                {"id": "R1", "defaultConfiguration": {"level": "error"}}, {"id": "R2"}
                """, "", """
                {"ruleId": "R1", %s}, {"ruleId": "R1/case", %s}, {"ruleIndex": 1, %s}, {"kind": "pass", %s}
                """.formatted(
                        at("A.java", "\"startLine\": 1"),
                        at("A.java", "\"startLine\": 2"),
                        at("A.java", "\"startLine\": 3"),
                        at("A.java", "\"startLine\": 4")));

        assertThat(findings())
                .extracting(Finding::severity)
                .containsExactly(Severity.ERROR, Severity.ERROR, Severity.WARNING);
        assertThat(findings()).extracting(Finding::type).containsExactly("R1", "R1/case", "R2");
    }

    @ParameterizedTest
    @CsvSource({
        "A.java, true",
        "file:///workspace/A.java, true",
        "file:/workspace/A.java, true",
        "file://localhost/workspace/A.java, true",
        "/workspace/A.java, true",
        "an%20%C3%B6%2520.txt, true",
        "an ö%20.txt, true",
        "../A.java, false",
        "%2e%2e/out/tool.sarif, false",
        "file:///etc/passwd, false",
        "file:///workspace/../etc/passwd, false",
        "https://example.org/A.java, false",
        "A.java%00, false",
    })
    void urisAreResolvedInTheWorkspaceOnly(String uri, boolean inside) throws Exception {
        run("", "", "{%s}".formatted(at(uri, "\"startLine\": 1")));

        assertThat(findings()).hasSize(inside ? 1 : 0);
        assertThat(warnings).hasSize(inside ? 0 : 1);
    }

    @Test
    void basesAndArtifactsAreLookedUp() throws Exception {
        run("", """
                , "originalUriBaseIds": {"ROOT": {"uri": "file:///workspace/"}, "LOOP": {"uri": "x", "uriBaseId": "LOOP"}},
                "artifacts": [{"location": {"uri": "A.java", "uriBaseId": "ROOT"}}]
                """, """
                {"message": {"text": "1"}, "locations": [{"physicalLocation": {"artifactLocation": {"index": 0}}}]},
                {"message": {"text": "2"}, "locations": [{"physicalLocation": {"artifactLocation":
                    {"uri": "A.java", "uriBaseId": "%SRCROOT%"}}}]},
                {"message": {"text": "3"}, "locations": [{"physicalLocation": {"artifactLocation":
                    {"uri": "A.java", "uriBaseId": "LOOP"}}}]},
                {"message": {"text": "4"}}
                """);

        assertThat(findings()).extracting(Finding::message).containsExactly("1", "2");
        assertThat(warnings).singleElement().asString().startsWith("Dropped 2 finding(s)");
    }

    @Test
    void messagesMayComeFromTheRule() throws Exception {
        run(
                """
                {"id": "R", "shortDescription": {"text": "short"},
                 "messageStrings": {"default": {"text": "{0} is {{not}} {1} {7}"}}}
                """,
                "", """
                {"ruleId": "R", "message": {"id": "default", "arguments": ["$1", "b"]}, %s},
                {"ruleId": "R", "message": {"id": "other"}, %s},
                {"ruleId": "unknown rule", %s}
                """.formatted(
                                at("A.java", "\"startLine\": 1"),
                                at("A.java", "\"startLine\": 2"),
                                at("A.java", "\"startLine\": 3")));

        assertThat(findings())
                .extracting(Finding::message)
                .containsExactly("$1 is {not} b {7}", "short", "unknown rule");
    }

    @Test
    void fixesBecomeSuggestionsAndRegionsLines() throws Exception {
        run("", "", """
                {"fixes": [{"description": {"text": "do it"}}], "fingerprints": {"v1": "0123456789abcdef"}, %s}
                """.formatted(at("A.java", "\"startLine\": 1, \"endLine\": 3, \"endColumn\": 1")));

        assertThat(findings())
                .containsExactly(
                        new Finding(1, 2, Severity.WARNING, "unknown", "unknown", "do it", "0123456789abcdef"));
    }

    @Test
    void suppressedAndGoneResultsAreNone() throws Exception {
        run("", "", """
                {"suppressions": [{"kind": "inSource"}], %1$s}, {"baselineState": "absent", %1$s},
                {"suppressions": [{"kind": "external", "status": "rejected"}], "message": {"text": "stays"}, %1$s}
                """.formatted(at("A.java", "")));

        assertThat(findings()).extracting(Finding::message).containsExactly("stays");
    }

    @Test
    void twoReportsThatSayTheSameSayItOnce() throws Exception {
        run("", "", "{%s}".formatted(at("A.java", "")));
        Files.copy(out.resolve("tool.sarif"), out.resolve("again.sarif"));

        assertThat(findings()).hasSize(1);
    }

    @Test
    void filesWithoutResultsWereReviewedWhenTheToolSaysSo() throws Exception {
        var changed = new ChangedFile("A.java", FileStatus.MODIFIED, 1, 0, null);
        var deleted = new ChangedFile("gone", FileStatus.DELETED, 0, 1, null);
        run("", "", "");
        assertThat(reviewed(changed, deleted).files())
                .containsExactly(
                        new FileReview("A.java", ReviewedStatus.REVIEWED, List.of(), null),
                        new FileReview("gone", ReviewedStatus.SKIPPED, List.of(), null));

        run("", """
                , "invocations": [{"executionSuccessful": false, "toolExecutionNotifications": [
                  {"level": "error", "message": {"text": "no configuration"}}]}]
                """, "");
        assertThat(reviewed(changed).files())
                .containsExactly(new FileReview("A.java", ReviewedStatus.FAILED, List.of(), null));
        assertThat(warnings)
                .containsExactly("tool.sarif says that its tool could not do all its work: no configuration");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"version\": \"2.0.0\", \"runs\": [{}]} | x.sarif is not SARIF 2.1.0 but 2.0.0",
                "{\"runs\": [{}]} | x.sarif is not SARIF 2.1.0 but without a version",
                "{\"version\": \"2.1.0\"} | x.sarif holds no run of any tool",
                "{\"version\": \"2.1.0\", \"runs\": [ | x.sarif is not JSON at line 1, column 31",
                "{\"version\": \"2.1.0\", \"runs\": [{\"results\": 5}]} | x.sarif does not have the form it should",
            })
    void brokenSarifIsNamed(String sarif, String message) throws Exception {
        write("x.sarif", sarif);

        assertThat(outcome())
                .isInstanceOfSatisfying(
                        NotReviewed.class,
                        not -> assertThat(not.message()).contains(message).doesNotContain("dev.paddock"));
    }

    @Test
    @Timeout(20)
    void aTextNamedAThousandTimesIsNoBomb() throws Exception {
        String results = ("{\"ruleId\": \"R\", \"message\": {\"id\": \"m\", \"arguments\": [\"" + "a".repeat(200)
                        + "\"]}, " + at("A.java", "\"startLine\": 1") + "},")
                .repeat(20_000);
        run(
                "{\"id\": \"R\", \"messageStrings\": {\"m\": {\"text\": \"" + "{0}".repeat(500_000) + "\"}}}",
                "",
                results.substring(0, results.length() - 1));

        assertThat(findings())
                .hasSizeLessThan(10_001)
                .allMatch(finding -> finding.message().length() <= 4_001);
    }
}

package dev.paddock.runner.result;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.model.change.ChangedFile;
import dev.paddock.model.change.FileStatus;
import dev.paddock.model.change.LineRange;
import dev.paddock.model.finding.FileReview;
import dev.paddock.model.finding.Finding;
import dev.paddock.model.finding.Fingerprint;
import dev.paddock.model.finding.ReviewedStatus;
import dev.paddock.model.finding.Severity;
import dev.paddock.model.run.FailureReason;
import dev.paddock.model.run.Scope;
import dev.paddock.runner.container.ReviewContainers.Exit;
import dev.paddock.runner.result.ReviewOutcome.NotReviewed;
import dev.paddock.runner.result.ReviewOutcome.Reviewed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadReviewTest {

    private static final Exit DONE = new Exit.Exited(0);

    @TempDir
    private Path folder;

    private final List<String> warnings = new ArrayList<>();
    private Path tree;
    private Path out;

    @BeforeEach
    void layOut() throws IOException {
        tree = Files.createDirectories(folder.resolve("tree"));
        out = Files.createDirectory(folder.resolve("out"));
        Files.createDirectories(tree.resolve("src"));
        Files.writeString(tree.resolve("src/A.java"), "class A {\n    int a;\n}\n");
        Files.writeString(tree.resolve("src/B.java"), "class B {}\n");
        Files.writeString(folder.resolve("secret"), "secret\n");
    }

    private static ChangedFile file(String path, LineRange... lines) {
        return new ChangedFile(path, FileStatus.MODIFIED, 1, 0, lines.length == 0 ? null : List.of(lines));
    }

    private ReviewOutcome read(Exit exit, Scope scope, ChangedFile... files) {
        return new ReadReview(ReadLimits.defaults())
                .read(exit, new Asked(tree, out, List.of(files), scope, List.of(0, 1)), warnings::add);
    }

    private Reviewed reviewed(Scope scope, ChangedFile... files) {
        ReviewOutcome outcome = read(DONE, scope, files);
        assertThat(outcome).isInstanceOf(Reviewed.class);
        return (Reviewed) outcome;
    }

    private String refusal() {
        ReviewOutcome outcome = read(DONE, Scope.ALL);
        assertThat(outcome).isInstanceOf(NotReviewed.class);
        assertThat(((NotReviewed) outcome).reason()).isEqualTo(FailureReason.REVIEW_FAILED);
        return ((NotReviewed) outcome).message();
    }

    private void findings(String json) throws IOException {
        Files.writeString(out.resolve("findings.json"), json);
    }

    /// A `findings.json` with one finding on line 2 of a file.
    private void findingIn(String path, String more) throws IOException {
        findings("""
                {"files": [{"path": "%s", "status": "reviewed", "comments": [
                  {"line": 2, "severity": "error", "type": "rule", "message": "m"%s}]}], "linesAnalyzed": 3}
                """.formatted(path, more));
    }

    private static List<Finding> all(Reviewed reviewed) {
        return reviewed.files().stream()
                .flatMap(file -> file.comments().stream())
                .toList();
    }

    @Test
    void aFindingThatSaysNothingSaysWhichRuleItBreaks() throws Exception {
        findings("""
                {"files": [{"path": "src/A.java", "status": "reviewed", "comments": [
                  {"line": 2, "severity": "error", "type": "rule", "message": "\\u0007 "}]}]}
                """);

        assertThat(all(reviewed(Scope.ALL, file("src/A.java"))))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).isEqualTo("rule"));
    }

    @Test
    void whatHasNoCommentsOrNoLineIsNoReport() throws Exception {
        findings("""
                {"files": [{"path": "src/A.java", "status": "reviewed", "findings": []}]}
                """);
        assertThat(refusal()).contains("files[0].comments");

        findings("""
                {"files": [{"path": "src/A.java", "status": "reviewed", "comments": [
                  {"severity": "error", "type": "rule", "message": "m"}]}]}
                """);
        assertThat(refusal()).contains("files[0].comments[0].line");
    }

    @Test
    void aReportIsReadAndGetsFingerprintsFromTheLines() throws Exception {
        findingIn("src/A.java", "");

        Reviewed reviewed = reviewed(Scope.ALL, file("src/A.java"), file("src/B.java"));

        String print = new Fingerprint().of("rule", "src/A.java", "int a;");
        var finding = new Finding(2, null, Severity.ERROR, "rule", "m", null, print);
        assertThat(reviewed.files())
                .containsExactly(
                        new FileReview("src/A.java", ReviewedStatus.REVIEWED, List.of(finding), null),
                        new FileReview("src/B.java", ReviewedStatus.SKIPPED, List.of(), null));
        assertThat(reviewed.linesAnalyzed()).isEqualTo(3);
        assertThat(warnings).isEmpty();
    }

    @Test
    void theReviewersOwnFingerprintStays() throws Exception {
        findingIn("src/A.java", ", \"fingerprint\": \"0123abcd\"");

        assertThat(all(reviewed(Scope.ALL)).getFirst().fingerprint()).isEqualTo("0123abcd");
    }

    @ParameterizedTest
    @CsvSource({
        "src/A.java, true",
        "./src//A.java, true",
        "src/../src/A.java, true",
        "/workspace/src/A.java, true",
        "../secret, false",
        "src/../../secret, false",
        "/etc/passwd, false",
        "src, false",
        "src/none.java, false",
        "link/secret, false",
        "loop, false",
    })
    void aFindingCountsOnlyInAFileOfTheCommit(String path, boolean counts) throws Exception {
        Files.createSymbolicLink(tree.resolve("link"), folder);
        Files.createSymbolicLink(tree.resolve("loop"), folder.resolve("secret"));
        findingIn(path, "");

        assertThat(all(reviewed(Scope.ALL))).hasSize(counts ? 1 : 0);
        assertThat(warnings).hasSize(counts ? 0 : 1);
    }

    @Test
    void whatIsOutsideIsCountedInOneWarning() throws Exception {
        findingIn("/etc/passwd", "");
        reviewed(Scope.ALL);

        assertThat(warnings)
                .containsExactly("Dropped 1 finding(s) outside the commit's files, the first rule in /etc/passwd");
    }

    @ParameterizedTest
    @CsvSource({"ALL, 1", "FILES, 0"})
    void findingsInUnchangedFilesAreOutOfScope(Scope scope, int kept) throws Exception {
        findingIn("src/A.java", "");

        assertThat(all(reviewed(scope, file("src/B.java")))).hasSize(kept);
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 0", "1, 2, 1", "3, 9, 0"})
    void ofLinesOnlyChangedOnesCount(int from, int to, int kept) throws Exception {
        findingIn("src/A.java", "");

        assertThat(all(reviewed(Scope.LINES, file("src/A.java", new LineRange(from, to)))))
                .hasSize(kept);
    }

    @Test
    void aFindingOverSeveralLinesTouchesEachOfThem() throws Exception {
        findingIn("src/A.java", ", \"endLine\": 9");

        assertThat(all(reviewed(Scope.LINES, file("src/A.java", new LineRange(7, 7)))))
                .hasSize(1);
    }

    @Test
    void aFindingAboutTheWholeFileIsKeptAmongLines() throws Exception {
        findings("""
                {"files": [{"path": "src/A.java", "status": "failed", "comments": [
                  {"line": 0, "severity": "info", "type": "rule", "message": "m"}]}], "linesAnalyzed": 0}
                """);

        Reviewed reviewed = reviewed(Scope.LINES, file("src/A.java", new LineRange(7, 7)));

        assertThat(all(reviewed)).hasSize(1);
        assertThat(reviewed.files().getFirst().status()).isEqualTo(ReviewedStatus.FAILED);
    }

    @Test
    void anExitCodeThatIsNoSuccessIsNamed() throws Exception {
        findingIn("src/A.java", "");

        assertThat(read(new Exit.Exited(2), Scope.ALL))
                .isEqualTo(new NotReviewed(FailureReason.REVIEW_FAILED, "the reviewer exited with code 2"));
        assertThat(read(new Exit.Exited(1), Scope.ALL)).isInstanceOf(Reviewed.class);
    }

    @Test
    void everyOtherEndHasItsReason() {
        assertThat(read(new Exit.TimedOut(Duration.ofSeconds(9)), Scope.ALL))
                .isEqualTo(new NotReviewed(
                        FailureReason.TIMEOUT, "the reviewer did not end within its time limit of 9 s"));
        assertThat(read(new Exit.OutOfMemory(64), Scope.ALL))
                .isEqualTo(new NotReviewed(
                        FailureReason.REVIEW_FAILED, "the reviewer was killed at its memory limit of 64 MiB"));
        assertThat(read(new Exit.OverBudget("64 MiB"), Scope.ALL))
                .isEqualTo(new NotReviewed(
                        FailureReason.REVIEW_FAILED,
                        "the reviewer was killed because its out folder holds more than 64 MiB"));
        assertThat(read(new Exit.Broken("the engine is gone"), Scope.ALL))
                .isEqualTo(new NotReviewed(FailureReason.SANDBOX_FAILED, "the engine is gone"));
    }

    @Test
    void noReportIsNoReview() {
        assertThat(refusal()).isEqualTo("the reviewer wrote neither findings.json nor a .sarif file to /paddock/out");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"files\": [ | findings.json is not JSON at line 1, column 12: Unexpected end-of-input",
                "null | findings.json holds nothing",
                "{} | findings.json does not have the form it should",
                "{\"files\": [{\"comments\": []}]} | findings.json has no files[0].path",
                "{\"files\": [{\"path\": \"a\", \"status\": \"done\"}]} | files[0].status: must be one of reviewed",
                "{\"files\": [{\"path\": \"a\", \"status\": \"reviewed\", \"comments\": [null]}]} | does not have the form",
                "{\"files\": []} trailing | findings.json is not JSON",
            })
    void aBrokenReportIsNamed(String json, String message) throws Exception {
        findings(json);

        assertThat(refusal()).contains(message).doesNotContain("dev.paddock").doesNotContain("java.");
    }

    @Test
    void aLinkInTheOutFolderIsNotFollowed() throws Exception {
        Files.createSymbolicLink(out.resolve("findings.json"), folder.resolve("secret"));

        assertThat(refusal()).isEqualTo("findings.json is not a regular file");
    }

    @Test
    @Timeout(10)
    void aPipeInTheOutFolderIsNotOpened() throws Exception {
        new ProcessBuilder("mkfifo", out.resolve("x.sarif").toString()).start().waitFor();

        assertThat(refusal()).isEqualTo("x.sarif is not a regular file");
    }

    @Test
    void aReportThatIsTooLargeIsRefused() throws Exception {
        findings(" ".repeat((16 << 20) + 1));

        assertThat(refusal()).isEqualTo("findings.json is larger than 16 MiB");
    }

    @Test
    void ofTooManyFindingsTheGravestAreKept() throws Exception {
        var comments = new StringBuilder();
        for (int i = 0; i < 11; i++) {
            comments.append("""
                    {"line": %d, "severity": "%s", "type": "rule", "message": "m%d"},
                    """.formatted(i + 1, i == 10 ? "error" : "info", i));
        }
        comments.setLength(comments.lastIndexOf(","));
        findings("{\"files\": [{\"path\": \"src/A.java\", \"status\": \"reviewed\", \"comments\": [%s]}]}"
                .formatted(comments));

        var limits = new ReadLimits(1 << 20, 1 << 20, 3, 1 << 20, 100);
        var outcome = (Reviewed) new ReadReview(limits)
                .read(DONE, new Asked(tree, out, List.of(), Scope.ALL, List.of(0)), warnings::add);

        assertThat(all(outcome)).extracting(Finding::message).containsExactly("m0", "m1", "m10");
        assertThat(warnings).singleElement().asString().startsWith("Dropped 8 of 11 findings, the least grave ones");
    }

    @Test
    void textsAreCleanedAndCut() throws Exception {
        findings("""
                {"files": [{"path": "src/A.java", "status": "reviewed", "comments": [
                  {"line": -1, "severity": "error", "type": "a\\nb", "message": "x\\u0000\\ud800%s"}]}]}
                """.formatted("y".repeat(5000)));

        Finding finding = all(reviewed(Scope.ALL)).getFirst();

        assertThat(finding.line()).isZero();
        assertThat(finding.type()).isEqualTo("a b");
        assertThat(finding.message()).startsWith("x\uFFFDyyy").endsWith("y…").hasSize(4001);
    }

    @Test
    void aReportOfAMillionEmptyEntriesIsRefusedBeforeItFillsTheMemory() throws Exception {
        findings("{\"files\": [" + "{\"comments\":[]},".repeat(400_000) + "{}]}");

        assertThat(refusal()).startsWith("findings.json holds too many values");
    }

    @Test
    void manySarifFilesShareOneLimitOfValues() throws Exception {
        String many = "{\"version\": \"2.1.0\", \"runs\": [{\"results\": [" + "{},".repeat(200_000) + "{}]}]}";
        Files.writeString(out.resolve("a.sarif"), many);
        Files.writeString(out.resolve("b.sarif"), many);
        Files.writeString(out.resolve("c.sarif"), many);

        assertThat(refusal()).startsWith("c.sarif holds too many values");
    }
}

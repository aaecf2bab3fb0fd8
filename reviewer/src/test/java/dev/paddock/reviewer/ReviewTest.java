package dev.paddock.reviewer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.paddock.model.finding.Finding;
import dev.paddock.model.finding.ReviewReport;
import dev.paddock.model.finding.ReviewedStatus;
import dev.paddock.model.finding.Severity;
import dev.paddock.reviewer.report.Journal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReviewTest {

    private static final String DEFECTS = """
            class A {
                boolean same(double d, String s) {
                    try {
                        s.trim();
                    } catch (RuntimeException e) {
                    }
                    System.exit(1);
                    return d == Double.NaN;
                }
            }
            """;

    private static final String KEY = "AKIA" + "Q3EGVXRTM2YFH7KW";

    @TempDir
    private Path folder;

    private ReviewFixture fixture;

    @BeforeEach
    void makeFixture() throws IOException {
        fixture = new ReviewFixture(folder);
    }

    @Test
    void eachStyleSaysMoreThanTheOneBefore() throws IOException {
        fixture.file("A.java", DEFECTS).file("b.txt", "key: " + KEY + "\n");

        ReviewReport quick = fixture.style("quick").review();
        assertThat(ReviewFixture.rules(quick, "A.java")).containsExactly("ComparisonWithNaN");
        assertThat(ReviewFixture.rules(quick, "b.txt")).containsExactly("leaked-secret");
        assertThat(ReviewFixture.rules(fixture.style("balanced").review(), "A.java"))
                .containsExactly("UselessPureMethodCall", "EmptyCatchBlock", "ComparisonWithNaN");
        assertThat(ReviewFixture.rules(fixture.style("thorough").review(), "A.java"))
                .containsExactly("UselessPureMethodCall", "EmptyCatchBlock", "DoNotTerminateVM", "ComparisonWithNaN");
    }

    @Test
    void anUnknownStyleIsABadTask() throws IOException {
        assertThat(fixture.file("A.java", DEFECTS).style("brutal").run()).isEqualTo(Reviewer.BAD_TASK);
        assertThat(fixture.log().getLast().get("message").asText()).contains("quick, balanced, thorough");
    }

    @Test
    void aTaskThatIsNotThereIsABadTask() throws IOException {
        var environment = new HashMap<>(fixture.environment());
        environment.put("PADDOCK_TASK", folder.resolve("nothing.json").toString());

        assertThat(new Reviewer(environment, new Journal(System.out)).run()).isEqualTo(Reviewer.BAD_TASK);
    }

    @Test
    void aFindingHasAllItsParts() throws IOException {
        Finding finding = ReviewFixture.of(
                        fixture.file("src/A.java", DEFECTS).style("quick").review(), "src/A.java")
                .comments()
                .getFirst();

        assertThat(finding.line()).isEqualTo(8);
        assertThat(finding.severity()).isEqualTo(Severity.ERROR);
        assertThat(finding.message()).isNotBlank();
        assertThat(finding.suggestion()).isEqualTo("Use Double.isNaN(value) or Float.isNaN(value).");
        assertThat(finding.fingerprint()).matches("[0-9a-f]{32}");
    }

    @Test
    void aFingerprintSurvivesAShiftOfLines() throws IOException {
        List<Finding> before = ReviewFixture.of(fixture.file("A.java", DEFECTS).review(), "A.java")
                .comments();
        Files.writeString(fixture.workspace().resolve("A.java"), "\n// new\n\n" + DEFECTS);
        List<Finding> after = ReviewFixture.of(fixture.review(), "A.java").comments();

        assertThat(after)
                .extracting(Finding::fingerprint)
                .isEqualTo(before.stream().map(Finding::fingerprint).toList());
        assertThat(after)
                .extracting(Finding::line)
                .isEqualTo(before.stream().map(f -> f.line() + 3).toList());
    }

    /// PMD's type resolution breaks on this valid file: an anonymous class with `<>` as a method's argument.
    @Test
    void aFileOnWhichAnAnalyserBreaksIsReviewedByTheOthers() throws IOException {
        ReviewReport report = fixture.file("Walk.java", """
                        import java.io.IOException;
                        import java.nio.file.*;
                        import java.nio.file.attribute.BasicFileAttributes;
                        record Walk(Path folder) {
                            void run() throws IOException {
                                Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                                    @Override
                                    public FileVisitResult visitFile(Path file, BasicFileAttributes a) {
                                        return FileVisitResult.CONTINUE;
                                    }
                                });
                            }
                        }
                        """).style("quick").review();

        assertThat(ReviewFixture.of(report, "Walk.java").status()).isEqualTo(ReviewedStatus.REVIEWED);
        assertThat(ReviewFixture.rules(report, "Walk.java")).containsExactly("analyser-broke");
    }

    @Test
    void aFileThatDoesNotParseIsReportedAndTheRestReviewed() throws IOException {
        ReviewReport report = fixture.file("Broken.java", "class A {\n  void f() { int x = ; }\n}\n")
                .file("A.java", DEFECTS)
                .file("broken.xml", "<a>\n<b></a>\n")
                .file("broken.js", "var a = 1;\nfunction f( { return 1;\n")
                .file("Broken.kt", "package a\nclass Bar { fun ( { }\n")
                .style("quick")
                .review();

        for (String broken : List.of("Broken.java", "broken.xml", "broken.js", "Broken.kt")) {
            assertThat(ReviewFixture.of(report, broken).status()).isEqualTo(ReviewedStatus.REVIEWED);
            assertThat(ReviewFixture.of(report, broken).comments())
                    .as(broken)
                    .singleElement()
                    .matches(f -> f.type().equals("unparsable-file") && f.severity() == Severity.WARNING)
                    .matches(f -> f.line() == 2, "on line 2");
        }
        assertThat(ReviewFixture.rules(report, "A.java")).containsExactly("ComparisonWithNaN");
        assertThat(fixture.log())
                .filteredOn(l -> l.get("level").asText().equals("warn"))
                .hasSize(4);
    }

    @Test
    void newerJavaScriptIsNoDefect() throws IOException {
        fixture.file("a.js", "import x from 'y';\nexport class A { f() { return x?.y; } }\n");

        assertThat(ReviewFixture.of(fixture.review(), "a.js").comments()).isEmpty();
        assertThat(ReviewFixture.of(fixture.style("thorough").review(), "a.js").comments())
                .singleElement()
                .matches(f -> f.type().equals("unparsable-file") && f.severity() == Severity.INFO);
    }

    @Test
    void deepNestingBreaksOneFileOnly() throws IOException {
        String nested = "class B { int x = " + "(".repeat(20_000) + "1" + ")".repeat(20_000) + "; }\n";
        ReviewReport report =
                fixture.file("B.java", nested).file("A.java", DEFECTS).review();

        assertThat(ReviewFixture.rules(report, "B.java")).containsExactly("analyser-broke");
        assertThat(ReviewFixture.rules(report, "A.java")).contains("ComparisonWithNaN");
    }

    @Test
    void textInAnyEncodingIsRead() throws IOException {
        byte[] latin = "class A { // für\n  boolean f(double d) { return d == Double.NaN; }\n}\n"
                .getBytes(StandardCharsets.ISO_8859_1);
        byte[] utf16 = ("\uFEFFkey = " + KEY + "\n").getBytes(StandardCharsets.UTF_16BE);
        ReviewReport report =
                fixture.file("A.java", latin).file("ключ 'a b'.txt", utf16).review();

        assertThat(ReviewFixture.rules(report, "A.java")).containsExactly("ComparisonWithNaN");
        assertThat(ReviewFixture.rules(report, "ключ 'a b'.txt")).containsExactly("leaked-secret");
    }

    @Test
    void nothingOutsideTheWorkspaceIsRead() throws IOException {
        Files.writeString(folder.resolve("outside.txt"), KEY);
        Files.createSymbolicLink(fixture.workspace().resolve("link.txt"), folder.resolve("outside.txt"));
        Files.createSymbolicLink(fixture.workspace().resolve("folder"), folder);
        ReviewReport report = fixture.listed("../outside.txt", "modified")
                .listed(folder.resolve("outside.txt").toString(), "modified")
                .listed("link.txt", "added")
                .listed("folder/outside.txt", "added")
                .listed("gone.txt", "deleted")
                .listed("missing.txt", "modified")
                .review();

        assertThat(report.files())
                .extracting(f -> f.path() + " " + f.status())
                .containsExactly("folder/outside.txt SKIPPED", "link.txt SKIPPED", "missing.txt SKIPPED");
        assertThat(report.files()).allMatch(f -> f.comments().isEmpty());
        assertThat(fixture.log().toString()).contains("outside the workspace").doesNotContain("gone.txt");
    }

    @Test
    void binaryAndLargeFilesOfAChangeAreSaid() throws IOException {
        byte[] binary = {'P', 'K', 0, 1, 2};
        fixture.file("lib/a.jar", binary)
                .file("logo.png", binary)
                .file("big.csv", "1,2,3\n".repeat(200_000))
                .style("thorough");

        ReviewReport report = fixture.review();
        assertThat(ReviewFixture.rules(report, "lib/a.jar")).containsExactly("binary-file");
        assertThat(ReviewFixture.of(report, "lib/a.jar").status()).isEqualTo(ReviewedStatus.SKIPPED);
        assertThat(ReviewFixture.of(report, "logo.png").comments())
                .singleElement()
                .matches(f -> f.severity() == Severity.INFO);
        assertThat(ReviewFixture.rules(report, "big.csv")).containsExactly("oversized-file");
        assertThat(ReviewFixture.of(report, "big.csv").comments().getFirst().message())
                .contains("1.1 MiB");
        assertThat(fixture.scope("all").review().files())
                .allMatch(f -> f.comments().isEmpty());
    }

    @Test
    void progressNamesEveryFileOnce() throws IOException {
        fixture.file("A.java", DEFECTS)
                .file("b.ts", "let x = 1;\n")
                .file("c.kt", "val a = 1\n")
                .review();

        List<JsonNode> progress = fixture.log().stream()
                .map(line -> line.at("/data/progress"))
                .filter(JsonNode::isObject)
                .toList();
        assertThat(progress).extracting(p -> p.get("done").asInt()).containsExactly(1, 2, 3);
        assertThat(progress).allMatch(p -> p.get("total").asInt() == 3);
        assertThat(progress)
                .extracting(p -> p.get("file").asText())
                .containsExactlyInAnyOrder("A.java", "b.ts", "c.kt");
    }

    @Test
    void theSecretItselfIsNowhere() throws IOException {
        fixture.file("A.java", "class A { String k = \"" + KEY + "\"; }\n").review();

        assertThat(fixture.log().toString()).doesNotContain(KEY);
        assertThat(Files.readString(folder.resolve("out/findings.json")))
                .doesNotContain(KEY)
                .contains("AKIA…");
    }

    @Test
    void linesAreCounted() throws IOException {
        assertThat(fixture.file("a.txt", "1\n2\n3")
                        .file("b.txt", "1\n2\n")
                        .review()
                        .linesAnalyzed())
                .isEqualTo(5);
    }
}

package dev.paddock.reviewer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReviewerProcessTest {

    @TempDir
    private Path folder;

    @Test
    void theProgramReviewsWithNothingOnStdoutButJson() throws Exception {
        var fixture = new ReviewFixture(folder)
                .file("src/A.java", "class A { boolean f(double d) { return d == Double.NaN; } }\n")
                .file("a.xml", "<a>\n<b></a>\n");
        Process process = start(fixture);
        String stdout = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isZero();
        assertThat(stdout.lines())
                .hasSizeGreaterThan(4)
                .allSatisfy(line -> assertThat(
                                ReviewFixture.JSON.readTree(line).get("message").asText())
                        .isNotBlank());
        assertThat(ReviewFixture.rules(fixture.report(), "src/A.java")).containsExactly("ComparisonWithNaN");
    }

    private Process start(ReviewFixture fixture) throws IOException {
        var builder = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Reviewer.class.getName()));
        builder.environment().clear();
        builder.environment().putAll(fixture.environment());
        return builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }
}

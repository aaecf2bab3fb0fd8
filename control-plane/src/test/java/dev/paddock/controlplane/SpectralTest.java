package dev.paddock.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// The committed document, as Spectral judges it.
class SpectralTest {

    private static final Path CHECKS = Path.of("..", "deploy", "checks", "api");

    /// Left out where `npm ci` was not run in `deploy/checks/api`, but not in CI, which runs it.
    @Test
    void theDocumentHasNeitherErrorsNorWarnings() throws IOException, InterruptedException {
        Path spectral = CHECKS.resolve("node_modules/.bin/spectral").toAbsolutePath();
        Assumptions.assumeTrue(
                Files.isExecutable(spectral) || System.getenv("PADDOCK_CI") != null,
                "no Spectral; run npm ci in deploy/checks/api");
        Process process = new ProcessBuilder(
                        spectral.toString(),
                        "lint",
                        "../../../docs/openapi.yaml",
                        "--ruleset",
                        ".spectral.yaml",
                        "--fail-severity",
                        "warn")
                .directory(CHECKS.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }
}

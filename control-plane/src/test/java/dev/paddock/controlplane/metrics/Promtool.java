package dev.paddock.controlplane.metrics;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// Prometheus' own checker, of the Debian package `prometheus`.
///
/// @param exit 0 = no fault, 3 = lint only
record Promtool(int exit, String output) {

    /// Runs `promtool check …` with `input`. The calling test is left out where there is none, but not in CI, which
    /// installs it.
    static Promtool check(String input, String... arguments) throws IOException, InterruptedException {
        boolean there = Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "promtool")));
        Assumptions.assumeTrue(there || System.getenv("PADDOCK_CI") != null, "no promtool; install prometheus");
        Process process = new ProcessBuilder(Stream.concat(Stream.of("promtool", "check"), Stream.of(arguments))
                        .toList())
                .redirectErrorStream(true)
                .redirectInput(Files.writeString(Files.createTempFile("promtool", ".txt"), input)
                        .toFile())
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Promtool(process.waitFor(), output);
    }

    /// What it says about metrics whose names begin with `prefix`.
    List<String> lint(String prefix) {
        return output.lines().filter(line -> line.startsWith(prefix)).toList();
    }
}

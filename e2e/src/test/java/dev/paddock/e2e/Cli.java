package dev.paddock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/// The packaged command line as its launcher starts it, for a person with a home of their own.
final class Cli {

    private static final long PATIENCE_SECONDS = 60;

    private final Path home;
    private final Map<String, String> environment;
    private int started;
    private boolean training;

    /// @param environment beside a home, which is empty at first
    Cli(Path home, Map<String, String> environment) throws IOException {
        this.home = Files.createDirectories(home);
        this.environment = Map.copyOf(environment);
    }

    /// How a command ended, and what it said.
    record Answer(int code, String out, String err) {

        JsonPath json() {
            return JsonPath.from(out);
        }

        Answer ended(int expected) {
            assertThat(code).as(this::toString).isEqualTo(expected);
            return this;
        }
    }

    /// The same person with another environment.
    Cli with(Map<String, String> other) throws IOException {
        return new Cli(home, other);
    }

    /// Lists runs as the launcher's build does: what that loads halves the time of what follows.
    void train() throws Exception {
        training = true;
        run("runs", "list").ended(0);
        training = false;
    }

    Answer run(String... arguments) throws Exception {
        return start("", arguments).end();
    }

    /// As above, with `input` on standard input.
    Answer runWith(String input, String... arguments) throws Exception {
        return start(input, arguments).end();
    }

    /// A command that goes on.
    Running start(String input, String... arguments) throws IOException {
        return launch(input, command(arguments));
    }

    /// A command as a part of a line of the shell.
    Running shell(String line) throws IOException {
        String paddock = String.join(
                " ", command().stream().map(word -> "'" + word + "'").toList());
        return launch("", List.of("sh", "-c", line.replace("PADDOCK", paddock)));
    }

    private List<String> command(String... arguments) {
        var command = new ArrayList<>(List.of(
                // A shell in the background lets its commands ignore Ctrl-C, and they pass that on.
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dstdout.encoding=UTF-8",
                "-Dstderr.encoding=UTF-8",
                "-Dpaddock.root=" + Cluster.ROOT,
                (training ? "-XX:AOTCacheOutput=" : "-XX:AOTCache=") + home.resolveSibling("client.aot"),
                "@" + Cluster.ROOT.resolve("deploy/standalone/jvm/client.args"),
                "-cp",
                Cluster.ROOT.resolve("deploy/standalone/target/standalone/lib") + "/*",
                "dev.paddock.standalone.cli.Paddock"));
        command.addAll(List.of(arguments));
        return command;
    }

    private Running launch(String input, List<String> command) throws IOException {
        Path out = home.resolve("out-" + ++started);
        Path err = home.resolve("err-" + started);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("PADDOCK_"));
        builder.environment()
                .putAll(new HashMap<>(Map.of(
                        "HOME", home.toString(),
                        "XDG_CONFIG_HOME", home.resolve("config").toString(),
                        "PADDOCK_HOME", home.resolve("data").toString())));
        builder.environment().putAll(environment);
        Process process = builder.start();
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        }
        return new Running(process, out, err);
    }

    /// A command at work.
    record Running(Process process, Path out, Path err) {

        /// Waits for text on standard output.
        void says(String text) {
            shows(out, text);
        }

        /// Waits for text on standard error.
        void remarks(String text) {
            shows(err, text);
        }

        private void shows(Path file, String text) {
            Awaitility.await("the command says " + text)
                    .atMost(Cluster.PATIENCE)
                    .until(() -> Files.readString(file).contains(text));
        }

        /// Ctrl-C.
        Answer interrupt() throws Exception {
            Process kill = new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start();
            assertThat(kill.waitFor()).isZero();
            return end();
        }

        Answer end() throws Exception {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("the command goes on and on: " + Files.readString(err));
            }
            return new Answer(process.exitValue(), Files.readString(out), Files.readString(err));
        }
    }
}

package dev.paddock.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherTest {

    /// What the launcher needs of a system to find out that there is no JDK.
    private static final List<String> TOOLS = List.of("sh", "dirname", "readlink", "sed", "cat");

    /// Surefire starts tests in the module's folder.
    private static final Path LAUNCHER =
            Path.of("../../paddock").toAbsolutePath().normalize();

    @TempDir
    private Path folder;

    private record Answer(int code, String out, String err) {}

    @Test
    void withoutAJdkItSaysWhatToInstall() throws Exception {
        var answer = launch(LAUNCHER, "demo");

        assertThat(answer.code()).isEqualTo(3);
        assertThat(answer.err()).hasLineCount(1).contains("JDK 25 or newer", "JAVA_HOME");
    }

    @Test
    void anOlderJdkIsNoJdk() throws Exception {
        Path old = Files.createDirectories(folder.resolve("jvm/jdk-21/bin")).resolveSibling("");
        Files.createSymbolicLink(old.resolve("bin/javac"), Path.of("/bin/true"));
        Files.writeString(old.resolve("release"), "JAVA_VERSION=\"21.0.9\"\n");

        assertThat(launch(LAUNCHER, "up").code()).isEqualTo(3);
    }

    @Test
    void itMayBeCalledThroughALinkFromAFolderWithSpaces() throws Exception {
        Path link = Files.createDirectory(folder.resolve("a folder")).resolve("my paddock");
        Files.createSymbolicLink(link, LAUNCHER);

        var answer = launch(link, "help");

        assertThat(answer.code()).isZero();
        assertThat(answer.out())
                .contains(
                        "demo [REPOSITORY]",
                        "up",
                        "test",
                        "bench",
                        "drill",
                        "images",
                        "runs",
                        "gate wait RUN",
                        "runners",
                        "keys",
                        "upload DIR",
                        "login, logout",
                        "runner ",
                        "completion");
    }

    @Test
    void everyCommandOfTheProgramIsTheLaunchersToo() throws Exception {
        for (var command : Paddock.all().getSubcommands().keySet()) {
            // What it does not know is usage, what it knows needs the JDK that is not there.
            assertThat(launch(LAUNCHER, command).code()).as(command).isEqualTo(3);
        }
    }

    @Test
    void anUnknownCommandIsUsage() throws Exception {
        var answer = launch(LAUNCHER, "dmeo");

        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err()).contains("there is no command \"dmeo\"", "Usage:");
    }

    @Test
    void theScriptsAreCleanForShellcheck() throws Exception {
        assumeThat(isThere("shellcheck")).as("shellcheck is installed").isTrue();
        var command = new ArrayList<>(List.of(
                "shellcheck",
                LAUNCHER.toString(),
                LAUNCHER.resolveSibling(".ci/run").toString(),
                LAUNCHER.resolveSibling("docs/examples/runner.sh").toString()));
        try (Stream<Path> deployed = Stream.concat(
                Files.walk(LAUNCHER.resolveSibling("deploy/images")),
                Files.walk(LAUNCHER.resolveSibling("deploy/compose")))) {
            deployed.map(Path::toString).filter(name -> name.endsWith(".sh")).forEach(command::add);
        }
        assertThat(command).hasSizeGreaterThan(8);
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();

        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private Answer launch(Path launcher, String... arguments) throws IOException, InterruptedException {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        for (String tool : TOOLS) {
            Path link = bin.resolve(tool);
            if (!Files.exists(link)) {
                Files.createSymbolicLink(link, find(tool));
            }
        }
        var command = Stream.concat(Stream.of("/bin/sh", launcher.toString()), Stream.of(arguments))
                .toList();
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of(
                        "PATH", bin.toString(),
                        "HOME", folder.toString(),
                        "PADDOCK_JVM_FOLDER", folder.resolve("jvm").toString()));
        int code = builder.start().waitFor();
        return new Answer(code, Files.readString(out), Files.readString(err));
    }

    private static boolean isThere(String tool) {
        return Stream.of("/usr/bin", "/bin", "/usr/local/bin").anyMatch(bin -> Files.isExecutable(Path.of(bin, tool)));
    }

    private static Path find(String tool) {
        return Stream.of("/usr/bin", "/bin")
                .map(bin -> Path.of(bin, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
    }
}

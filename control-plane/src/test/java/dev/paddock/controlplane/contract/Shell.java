package dev.paddock.controlplane.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Runs shell scripts as they stand in documents, with commands of its own before those of the machine.
final class Shell {

    private final Path folder;
    private final Path commands;
    private final Map<String, String> variables = new HashMap<>();

    /// A script in work.
    record Script(Process process, Path output) implements AutoCloseable {

        /// Its exit code; fails when it takes longer than `seconds`.
        int exitCode(int seconds) throws Exception {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                throw new AssertionError("still running: " + text());
            }
            return process.exitValue();
        }

        /// What it has printed so far.
        String text() throws IOException {
            return Files.readString(output);
        }

        @Override
        public void close() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    Shell(Path folder) throws IOException {
        this.folder = folder;
        this.commands = Files.createDirectories(folder.resolve("commands"));
        variables.put("PATH", commands + ":/usr/local/bin:/usr/bin:/bin");
        variables.put("HOME", folder.toString());
        variables.put("TMPDIR", folder.toString());
        variables.put("LC_ALL", "C.UTF-8");
    }

    Shell with(String variable, String value) {
        variables.put(variable, value);
        return this;
    }

    /// Has `command` do this instead.
    Shell command(String command, String script) throws IOException {
        Path file = Files.writeString(commands.resolve(command), script);
        if (!file.toFile().setExecutable(true)) {
            throw new IOException(file + " cannot be made executable");
        }
        return this;
    }

    /// Has `curl` find these hosts at a port of this machine, whatever its certificate.
    Shell hosts(int port, String... hosts) throws IOException {
        StringBuilder settings = new StringBuilder("insecure\n");
        for (String host : hosts) {
            settings.append("connect-to = \"")
                    .append(host)
                    .append(":443:127.0.0.1:")
                    .append(port)
                    .append("\"\n");
        }
        Files.writeString(folder.resolve(".curlrc"), settings);
        return with("CURL_HOME", folder.toString());
    }

    /// Starts a script, as CI does: the shell ends where a command fails.
    Script start(String script, String... arguments) throws IOException {
        Path file = Files.writeString(Files.createTempFile(folder, "script", ".sh"), script);
        Path output = Files.createTempFile(folder, "output", ".txt");
        List<String> words = new ArrayList<>(List.of("bash", "-e", file.toString()));
        words.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().clear();
        builder.environment().putAll(variables);
        return new Script(builder.start(), output);
    }
}

package dev.paddock.standalone.containers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A script of this project, as an operator calls it.
final class Script {

    /// Surefire starts tests in the module's folder.
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

    private Script() {}

    /// @param said what it printed, to either stream
    record Answer(int code, String said) {}

    /// @param variables on top of those of the tests
    static Answer run(String script, Map<String, String> variables, String... arguments)
            throws IOException, InterruptedException {
        var command = new ArrayList<String>(List.of(ROOT.resolve(script).toString()));
        command.addAll(List.of(arguments));
        return run(command, variables);
    }

    static Answer run(List<String> command, Map<String, String> variables) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(variables);
        var process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Answer(process.waitFor(), said);
    }
}

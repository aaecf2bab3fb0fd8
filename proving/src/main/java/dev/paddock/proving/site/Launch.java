package dev.paddock.proving.site;

import dev.paddock.standalone.CouldNotRun;
import dev.paddock.standalone.Layout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// How the product's programs are started: this JDK, and the memory that a one-machine stack gives each.
///
/// @param logs the folder for their logs
record Launch(Layout layout, Path logs) {

    /// A packaged program.
    Program packaged(String name, String file, Path jar, Map<String, String> environment) {
        if (!Files.exists(jar)) {
            throw new CouldNotRun(
                    "The %s is not built: %s is missing; start by the launcher ./paddock, which builds it."
                            .formatted(name, jar));
        }
        return program(name, file, List.of("-jar", jar.toString()), environment);
    }

    /// A main class of this program.
    Program main(String name, String file, Class<?> main, List<String> arguments, Map<String, String> environment) {
        var rest = new ArrayList<>(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        rest.addAll(arguments);
        return program(name, file, rest, environment);
    }

    private Program program(String name, String file, List<String> rest, Map<String, String> environment) {
        var command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "@" + layout.jvm(file)));
        command.addAll(rest);
        return new Program(name, logs.resolve(name + ".log"), command, environment);
    }
}

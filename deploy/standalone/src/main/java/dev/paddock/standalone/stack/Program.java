package dev.paddock.standalone.stack;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// What it takes to start one program.
///
/// @param name how sentences call it
/// @param environment beside what it inherits
record Program(String name, Path log, List<String> command, Map<String, String> environment) {

    Program {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }
}

package dev.paddock.standalone.services;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Keeps a program away from the terminal, where the system can: a Ctrl-C then reaches this process alone, and it
/// stops its programs in order.
public final class Detached {

    private Detached() {}

    /// `command` in a session of its own; as it is where there is no `setsid`. The process id is the program's.
    public static List<String> command(List<String> command) {
        var detached = new ArrayList<String>();
        Stream.of("/usr/bin/setsid", "/bin/setsid")
                .filter(setsid -> Files.isExecutable(Path.of(setsid)))
                .findFirst()
                .ifPresent(detached::add);
        detached.addAll(command);
        return List.copyOf(detached);
    }
}

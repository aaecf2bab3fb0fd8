package dev.paddock.controlplane.outcome;

import java.io.IOException;
import java.nio.file.Path;

/// Says how many tests there are and what is wrong with them.
final class ReadsOutcomes {

    private ReadsOutcomes() {}

    /// @param arguments the folders of the results and of the report
    public static void main(String[] arguments) throws IOException {
        ReadOutcomes.Read read = ReadOutcomes.read(Path.of(arguments[0]), Path.of(arguments[1]));
        System.out.println(Counts.of(read.outcomes()) + " " + read.unreadable() + " " + read.warnings());
    }
}

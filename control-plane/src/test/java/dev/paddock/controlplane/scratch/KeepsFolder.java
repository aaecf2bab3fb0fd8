package dev.paddock.controlplane.scratch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Opens a folder of its own, says where it is, and has it until its input ends.
final class KeepsFolder {

    private KeepsFolder() {}

    /// @param arguments the parent and the prefix
    public static void main(String[] arguments) throws IOException {
        try (OwnFolder own = OwnFolder.open(Path.of(arguments[0]), arguments[1])) {
            Files.createDirectories(own.path().resolve("a/b"));
            Files.writeString(own.path().resolve("a/b/file"), "x");
            System.out.println(own.path());
            while (System.in.read() >= 0) {
                // Until somebody ends it.
            }
        }
    }
}

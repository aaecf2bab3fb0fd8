package dev.paddock.runner.container.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Stands where the built-in reviewer's jar does: runs the script beside its jar, and runs out of memory when told to.
public final class ShellReviewer {

    private ShellReviewer() {}

    public static void main(String[] arguments) throws Exception {
        if (Files.readString(Path.of(System.getenv("PADDOCK_TASK"))).equals("memory")) {
            List<byte[]> kept = new ArrayList<>();
            while (kept.size() < Integer.MAX_VALUE) {
                kept.add(new byte[1 << 20]);
            }
        }
        Path jar = Path.of(System.getProperty("java.class.path"));
        var script =
                new ProcessBuilder("/bin/sh", jar.resolveSibling("reviewer.sh").toString());
        System.exit(script.inheritIO().start().waitFor());
    }
}

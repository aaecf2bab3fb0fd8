package dev.paddock.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// A file system of one megabyte that lies over a folder until it is closed.
public final class SmallDisk implements AutoCloseable {

    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /// Who is not root mounts nothing.
    public static void expectThatItCanBeMounted() {
        boolean root = "root".equals(System.getProperty("user.name"));
        Assumptions.assumeTrue(root || System.getenv("PADDOCK_CI") != null, "mounting a small disk needs root");
    }

    /// With room for a megabyte.
    public static SmallDisk over(Path folder) throws Exception {
        return mounted(folder, "size=1m");
    }

    /// One that cannot be written at all.
    static SmallDisk readOnlyOver(Path folder) throws Exception {
        return mounted(folder, "ro,size=1m");
    }

    private static SmallDisk mounted(Path folder, String options) throws Exception {
        run("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder.toString());
        return new SmallDisk(folder);
    }

    /// What was written to it.
    public List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Override
    public void close() throws Exception {
        run("umount", folder.toString());
    }

    private static void run(String... words) throws Exception {
        assertThat(new ProcessBuilder(words).inheritIO().start().waitFor())
                .as(String.join(" ", words))
                .isZero();
    }
}

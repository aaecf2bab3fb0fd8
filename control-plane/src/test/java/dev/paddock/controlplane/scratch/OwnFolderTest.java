package dev.paddock.controlplane.scratch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Folders of processes that live, and of those that were killed.
@Timeout(60)
class OwnFolderTest {

    private static final String PREFIX = "reports-";

    @TempDir
    Path parent;

    /// The folder of another process, which has it.
    private static Path said(Process process) throws IOException {
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        return Path.of(output.readLine());
    }

    @Test
    void whatAProcessLeftThatWasKilledIsRemovedAndNotBefore() throws Exception {
        Process process = ChildJvm.start(32, KeepsFolder.class, parent.toString(), PREFIX);
        Path others = said(process);
        OwnFolder.open(parent, PREFIX).close();
        assertThat(others.resolve("a/b/file")).exists();
        process.destroyForcibly();
        process.waitFor();
        assertThat(others.resolve("a/b/file")).exists();

        try (OwnFolder own = OwnFolder.open(parent, PREFIX)) {
            assertThat(others).doesNotExist();
            assertThat(parent).isDirectoryContaining(file -> file.equals(real(own.path())));
        }

        assertThat(parent).isEmptyDirectory();
    }

    private Path real(Path folder) {
        return parent.resolve(folder.getFileName());
    }

    @Test
    void aProcessThatEndsRemovesItsOwn() throws Exception {
        Process process = ChildJvm.start(32, KeepsFolder.class, parent.toString(), PREFIX);
        assertThat(said(process)).isDirectory();

        process.getOutputStream().close();

        assertThat(process.waitFor()).isZero();
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void severalOfOneProcessStandBesideEachOther() throws IOException {
        try (OwnFolder first = OwnFolder.open(parent, PREFIX);
                OwnFolder second = OwnFolder.open(parent, PREFIX)) {
            OwnFolder.open(parent, PREFIX).close();
            assertThat(List.of(first.path(), second.path())).allMatch(Files::isDirectory);
        }
    }

    @Test
    void whatIsNoSuchFolderIsLeftAlone() throws IOException {
        Path elsewhere = Files.createDirectory(parent.resolve("elsewhere"));
        Files.createFile(elsewhere.resolve("lock"));
        Path link = Files.createSymbolicLink(parent.resolve(PREFIX + "link"), elsewhere);
        Path file = Files.createFile(parent.resolve(PREFIX + "file"));
        Path unlocked = Files.createDirectory(parent.resolve(PREFIX + "of-nobody"));
        Path linked = Files.createDirectory(parent.resolve(PREFIX + "linked"));
        Files.createSymbolicLink(linked.resolve("lock"), elsewhere.resolve("lock"));

        OwnFolder.open(parent, PREFIX).close();

        assertThat(List.of(link, file, unlocked, linked, elsewhere.resolve("lock")))
                .allMatch(Files::exists);
    }
}

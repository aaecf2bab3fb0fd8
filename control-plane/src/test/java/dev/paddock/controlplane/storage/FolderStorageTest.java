package dev.paddock.controlplane.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.controlplane.storage.StorageException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// [StorageContract] in a folder, and what is true of folders alone.
class FolderStorageTest extends StorageContract {

    @TempDir
    private Path folder;

    private Storage storage;

    @BeforeEach
    void open() throws IOException {
        storage = FolderStorage.open(folder);
    }

    @AfterEach
    void close() {
        storage.close();
    }

    @Override
    Storage storage() {
        return storage;
    }

    @Override
    Path drafts() {
        return folder.resolve("drafts");
    }

    @Override
    List<String> reached() {
        return List.of(folder.toString());
    }

    @Override
    void damage(Digest digest, byte[] other) throws IOException {
        Files.write(folder.resolve(digest.hex().substring(0, 2)).resolve(digest.hex()), other);
    }

    @Override
    List<String> names() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> !file.startsWith(drafts()) && Files.isRegularFile(file))
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void itSaysHowFullItsDiskIsAndWhatItHas() throws IOException {
        long before = storage.used().orElseThrow();
        Digest digest = keep(random(1000));

        assertThat(storage.used()).hasValue(before + 1000);
        assertThat(storage.room())
                .hasValueSatisfying(room -> assertThat(room.total())
                        .isGreaterThanOrEqualTo(room.free())
                        .isPositive());
        storage.delete(List.of(digest));
        assertThat(storage.used()).hasValue(before);
    }

    @Test
    void aFolderThatIsGoneHasNothing() throws IOException {
        Path gone = folder.resolve("gone");
        try (Storage other = FolderStorage.open(gone)) {
            Path elsewhere = Files.move(gone, folder.resolve("elsewhere"));
            assertThat(other.used()).hasValue(0);
            assertThat(other.room()).contains(new Storage.Room(0, 0));
            Files.move(elsewhere, gone);
        }
    }

    @Test
    void anotherProcessFindsWhatIsKept() throws IOException {
        byte[] content = random(10);
        Digest digest = keep(content);

        try (Storage other = FolderStorage.open(folder)) {
            assertThat(other.open(digest).orElseThrow().stream()).hasBinaryContent(content);
        }
        // Whose end takes nothing from the first.
        assertThat(read(keep(random(11)))).hasSize(11);
    }

    @Test
    void whatAProcessHasLeftIsRemovedWhenItIsGone() throws IOException {
        Path alive = storage.draft(stream(random(10)), 10).orElseThrow().file();
        Path gone = Files.createDirectories(drafts().resolve("a-process-that-is-gone"));
        Files.createFile(gone.resolve("lock"));
        Files.write(gone.resolve("half"), random(10));

        FolderStorage.open(folder).close();

        assertThat(gone).doesNotExist();
        assertThat(alive).exists();
    }

    @Test
    void aFullDiskKeepsNothingAndSaysSo() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("small"), 3)) {
            Storage small = FolderStorage.open(disk.folder());
            byte[] fits = random(2 << 20);
            try (Draft draft = small.draft(stream(fits), fits.length).orElseThrow()) {
                small.keep(draft);
            }

            assertThatThrownBy(() -> small.draft(stream(fits.clone()), fits.length))
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.FULL))
                    .hasMessageContaining(disk.folder().toString());

            assertThat(disk.files()).containsExactlyInAnyOrder(Digest.of(fits).hex(), "lock", "opening");
            small.delete(List.of(Digest.of(fits)));
            try (Draft draft = small.draft(stream(fits), fits.length).orElseThrow()) {
                small.keep(draft);
            }
            assertThat(small.size(Digest.of(fits))).hasValue(fits.length);
            small.close();
        }
    }

    @Test
    void aFolderThatCannotBeMadeIsToldAtTheStart() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> FolderStorage.open(file.resolve("below")))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.AWAY));
    }

    /// A file system of its own.
    private record SmallDisk(Path folder) implements AutoCloseable {

        static SmallDisk mount(Path folder, int megabytes) throws IOException, InterruptedException {
            Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "mounting a small disk needs root");
            Files.createDirectories(folder);
            run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", folder.toString());
            return new SmallDisk(folder);
        }

        List<String> files() throws IOException {
            try (Stream<Path> files = Files.walk(folder)) {
                return files.filter(Files::isRegularFile)
                        .map(file -> file.getFileName().toString())
                        .toList();
            }
        }

        @Override
        public void close() throws IOException, InterruptedException {
            run("umount", folder.toString());
        }

        private static void run(String... words) throws IOException, InterruptedException {
            int code = new ProcessBuilder(words).inheritIO().start().waitFor();
            assertThat(code).as(String.join(" ", words)).isZero();
        }
    }

    /// Another process that starts meanwhile finds it in the list and then no more.
    @Test
    void aProcessThatEndsWhileAnotherStartsIsNoneOfItsBusiness() throws IOException {
        Path gone = drafts().resolve("just-gone");

        Drafts.removeUnlessAlive(gone);

        assertThat(gone).doesNotExist();
    }
}

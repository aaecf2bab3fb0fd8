package dev.paddock.standalone.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.standalone.UsageError;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A folder as it is sent.
class ResultArchiveTest {

    @TempDir
    Path folder;

    @TempDir
    Path elsewhere;

    private ResultArchive packed() throws IOException {
        return ResultArchive.of(ResultFolder.of(folder), ResultArchive.MOST);
    }

    private static byte[] bytes(ResultArchive archive) throws IOException {
        try (var all = archive.open(0, archive.size())) {
            return all.readAllBytes();
        }
    }

    @Test
    void itHasTheFilesOfTheFolderAndNothingElse() throws IOException {
        Files.writeString(folder.resolve("b-result.json"), "b");
        Files.writeString(folder.resolve("ä-result.json"), "ä");
        Files.writeString(Files.createDirectory(folder.resolve("history")).resolve("history.json"), "{}");
        Files.createSymbolicLink(folder.resolve("link"), Path.of("/etc/passwd"));

        assertThat(ResultFolder.of(folder).leftOut()).isEqualTo(2);
        try (var archive = packed()) {
            Path file = Files.write(elsewhere.resolve("packed.zip"), bytes(archive));
            assertThat(archive.size()).isEqualTo(Files.size(file));
            try (var zip = new ZipFile(file.toFile())) {
                assertThat(zip.stream().map(entry -> entry.getName()))
                        .containsExactly("b-result.json", "ä-result.json");
                assertThat(zip.getInputStream(zip.getEntry("b-result.json"))).hasContent("b");
            }
        }
    }

    @Test
    void nothingOfItIsLeftHoweverTheCommandEnds() throws IOException {
        Files.writeString(folder.resolve("b-result.json"), "b");
        try (var archive = packed()) {
            assertThat(archive.size()).isPositive();
            assertThat(open()).singleElement().asString().endsWith(" (deleted)");
        }
        assertThat(open()).isEmpty();
    }

    /// The archives that this process has open.
    private static List<String> open() throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors
                    .map(ResultArchiveTest::target)
                    .filter(target -> target.contains("paddock-results"))
                    .toList();
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            // Closed meanwhile.
            return "";
        }
    }

    @Test
    void anyPartOfItIsRead() throws IOException {
        byte[] noise = new byte[300_000];
        new Random(1).nextBytes(noise);
        Files.write(folder.resolve("attachment.bin"), noise);
        try (var archive = packed()) {
            byte[] whole = bytes(archive);
            assertThat(archive.open(100_000, 150_000)).hasBinaryContent(Arrays.copyOfRange(whole, 100_000, 250_000));
            assertThat(archive.open(7, 0)).isEmpty();
        }
    }

    @Test
    void theSameFilesAreTheSameBytes() throws IOException {
        for (int nth = 0; nth < 20; nth++) {
            Files.writeString(folder.resolve(nth + "-result.json"), "{}".repeat(1000 * nth));
        }
        try (var first = packed()) {
            Files.setLastModifiedTime(folder.resolve("7-result.json"), FileTime.from(Instant.EPOCH));
            try (var second = packed()) {
                assertThat(bytes(second)).isEqualTo(bytes(first));
            }
        }
    }

    @Test
    void aFolderWithoutFilesIsAMistake() throws IOException {
        assertThatThrownBy(this::packed).isInstanceOf(UsageError.class).hasMessageContaining("has no files;");
        Files.createDirectory(folder.resolve("inner"));
        assertThatThrownBy(this::packed)
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("has no files of its own;");
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> ResultFolder.of(file))
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("no folder");
    }

    @Test
    void moreThanAServerTakesIsAMistakeBeforeItIsPacked() throws IOException {
        try (var large = new RandomAccessFile(folder.resolve("large").toFile(), "rw")) {
            // Nothing but its length is on the disk.
            large.setLength(1536L << 20);
        }
        assertThatThrownBy(this::packed)
                .isInstanceOf(UsageError.class)
                .hasMessageEndingWith(" have 1536 MiB, and an upload takes less than 1536; send fewer at once.");
        Files.delete(folder.resolve("large"));

        for (int nth = 0; nth <= 10_000; nth++) {
            Files.createFile(folder.resolve(nth + "-result.json"));
        }
        assertThatThrownBy(this::packed)
                .isInstanceOf(UsageError.class)
                .hasMessageEndingWith(" has 10001 files, and an upload takes at most 10000; send fewer at once.");
    }

    @Test
    void moreThanAServerTakesWhenItIsPackedIsAMistake() throws IOException {
        byte[] noise = new byte[2 << 20];
        new Random(1).nextBytes(noise);
        Files.write(folder.resolve("attachment.bin"), noise);

        assertThatThrownBy(() -> ResultArchive.of(ResultFolder.of(folder), 1 << 20))
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("more than 1 MiB when packed");
        assertThat(open()).isEmpty();
    }
}

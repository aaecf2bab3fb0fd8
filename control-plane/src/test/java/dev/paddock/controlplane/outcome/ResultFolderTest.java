package dev.paddock.controlplane.outcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.controlplane.TestBuilds;
import dev.paddock.controlplane.archive.ArchiveException;
import dev.paddock.controlplane.archive.ArchiveLimits;
import dev.paddock.controlplane.archive.CheckedArchive;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Archives that want more than to be unpacked.
class ResultFolderTest {

    @TempDir
    Path root;

    private Path folder() throws IOException {
        return Files.createDirectories(root.resolve("in/results"));
    }

    private List<String> unpack(Map<String, byte[]> files) throws IOException {
        return ResultFolder.unpack(new ByteArrayInputStream(TestBuilds.zip(files)), folder());
    }

    @Test
    void filesAtTheRootAreUnpacked() throws IOException {
        assertThat(unpack(Map.of("a-result.json", new byte[] {1, 2}))).isEmpty();
        assertThat(Files.readAllBytes(folder().resolve("a-result.json"))).containsExactly(1, 2);
    }

    @Test
    void filesInTheOneTopFolderAreUnpackedIntoTheSamePlace() throws IOException {
        assertThat(unpack(Map.of("allure-results/", new byte[0], "allure-results/a-result.json", new byte[] {1})))
                .isEmpty();
        assertThat(folder().resolve("a-result.json")).exists();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../evil", "/etc/evil", "..", "a/b/evil", "a/../../evil", "..\\evil", "a\0b", "../../in/evil"})
    void aFileOfAnotherFolderIsLeftOutAndNamed(String name) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("good-result.json", new byte[] {1});
        files.put(name, new byte[] {2});

        List<String> warnings = unpack(files);

        assertThat(warnings).singleElement().asString().contains("left out");
        try (var all = Files.walk(root)) {
            assertThat(all.filter(Files::isRegularFile)).containsExactly(folder().resolve("good-result.json"));
        }
    }

    @Test
    void aSymlinkBecomesAFileWithTheTextOfWhereItLeads() throws IOException {
        byte[] zip = TestBuilds.zip(Map.of("link-attachment.txt", "/etc/passwd".getBytes(StandardCharsets.UTF_8)));
        // In the archive's directory: made by Unix, with the mode of a link.
        int directory = new String(zip, StandardCharsets.ISO_8859_1).indexOf("PK\1\2");
        zip[directory + 5] = 3;
        zip[directory + 40] = (byte) 0xFF;
        zip[directory + 41] = (byte) 0xA1;

        ResultFolder.unpack(new ByteArrayInputStream(zip), folder());

        Path file = folder().resolve("link-attachment.txt");
        assertThat(Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)).isTrue();
        assertThat(Files.readString(file)).isEqualTo("/etc/passwd");
    }

    @Test
    void theSecondOfTwoFilesOfOneNameIsLeftOut() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("a-result.json", new byte[] {1});
        files.put("./a-result.json", new byte[] {2});

        assertThat(unpack(files)).singleElement().asString().contains("a-result.json is there twice");
        assertThat(Files.readAllBytes(folder().resolve("a-result.json"))).containsExactly(1);
    }

    @Test
    void filesInSeveralFoldersAreLeftOut() throws IOException {
        assertThat(unpack(named("x/a-result.json", "y/a-result.json")))
                .anyMatch(warning -> warning.contains("lie in 2 folders"));
        assertThat(folder()).isEmptyDirectory();
    }

    /// Names of the files, in the archive's order, and those that are results.
    private static Stream<Arguments> layouts() {
        return Stream.of(
                Arguments.of(List.of("history/history.json", "a-result.json", "b-result.json"), List.of("a", "b")),
                Arguments.of(List.of("a-result.json", "history/history.json", "b-result.json"), List.of("a", "b")),
                Arguments.of(List.of("a-result.json", "x/b-result.json", "y/c-result.json"), List.of("a")),
                Arguments.of(
                        List.of("x/y-result.json", "x/history/history.json", "x/b-result.json"), List.of("b", "y")),
                Arguments.of(List.of("__MACOSX/._a", "x/a-result.json", "__MACOSX/x/._a"), List.of("a")),
                Arguments.of(List.of("x/history/history.json", "x/a-result.json"), List.of("a")),
                Arguments.of(List.of("x/a-result.json", "y/b-result.json"), List.of()),
                Arguments.of(List.of("x/z/a-result.json", "y/b-result.json"), List.of()),
                Arguments.of(List.of("__MACOSX/._a"), List.of()));
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void whereTheResultsLieIsJudgedAsItWasWhenTheyCame(List<String> names, List<String> results) throws IOException {
        Map<String, byte[]> files = named(names.toArray(String[]::new));

        unpack(files);

        try (Stream<Path> all = Files.list(folder())) {
            assertThat(all.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(
                            results.stream().map(name -> name + "-result.json").toList());
        }
        assertThat(isTaken(TestBuilds.zip(files))).isEqualTo(!results.isEmpty());
        assertThat(folder().resolveSibling("results.aside")).doesNotExist();
    }

    private static Map<String, byte[]> named(String... names) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (String name : names) {
            files.put(name, new byte[] {1});
        }
        return files;
    }

    private static boolean isTaken(byte[] zip) throws IOException {
        try (CheckedArchive archive = new CheckedArchive(new ByteArrayInputStream(zip), ArchiveLimits.UPLOADS)) {
            archive.transferTo(OutputStream.nullOutputStream());
            return true;
        } catch (ArchiveException e) {
            return false;
        }
    }

    @Test
    void moreFilesThanResultsMayHaveAreRefused() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (int i = 0; i <= 10_000; i++) {
            files.put(i + ".txt", new byte[0]);
        }
        assertThatThrownBy(() -> unpack(files)).isInstanceOf(ZipException.class).hasMessageContaining("10000");
    }

    @Test
    void aBrokenArchiveIsRefused() throws IOException {
        byte[] zip = TestBuilds.zip(Map.of("a-result.json", new byte[100_000]));
        byte[] damaged = zip.clone();
        damaged[45] ^= 0x55;
        for (byte[] broken : List.of(damaged, Arrays.copyOf(zip, 60))) {
            assertThatThrownBy(() -> ResultFolder.unpack(new ByteArrayInputStream(broken), folder()))
                    .isInstanceOf(ZipException.class);
            Files.delete(folder().resolve("a-result.json"));
        }
    }

    @Test
    void whatIsNoArchiveHasNoFiles() throws IOException {
        byte[] text = "no archive".getBytes(StandardCharsets.UTF_8);

        assertThat(ResultFolder.unpack(new ByteArrayInputStream(text), folder()))
                .singleElement()
                .asString()
                .contains("no archive");
    }
}

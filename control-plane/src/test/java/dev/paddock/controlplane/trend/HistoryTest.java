package dev.paddock.controlplane.trend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.blob.Blobs;
import dev.paddock.controlplane.blob.Put;
import dev.paddock.controlplane.storage.Digest;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The history that a project's trends are made of.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class HistoryTest {

    private static final String URL = "https://paddock.example.com/reports/e/p/b/index.html";

    private final Blobs blobs;
    private final History history;

    @TempDir
    Path folder;

    HistoryTest(Blobs blobs, History history) {
        this.blobs = blobs;
        this.history = history;
    }

    private Path file() {
        return folder.resolve("history.jsonl");
    }

    private static String line(String uuid, String url) {
        return "{\"uuid\":\"" + uuid + "\",\"name\":\"n\",\"timestamp\":1,\"knownTestCaseIds\":[\"a\"],\"testResults\":"
                + "{\"h\":{\"id\":\"1\",\"url\":\"" + url + "\",\"labels\":[{\"name\":\"url\",\"value\":\"kept\"}],"
                + "\"reportLinks\":[]}},\"url\":\"" + url + "\"}";
    }

    private Digest stored(List<String> lines) throws IOException {
        byte[] bytes = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
        return ((Put.Stored) blobs.put(new ByteArrayInputStream(bytes), Long.MAX_VALUE)).digest();
    }

    @Test
    void aCorruptLineIsLeftOutAndNamed() throws IOException {
        List<String> lines = List.of(
                line("1", "x"),
                "{corrupt",
                line("2", "y").substring(0, 60),
                "{\"uuid\":\"3\"}",
                line("4", "z") + "trailing",
                line("5", "z"));

        List<String> warnings = history.write(stored(lines), file(), URL);

        assertThat(Files.readAllLines(file())).containsExactly(line("1", "x"), line("5", "z"));
        assertThat(warnings).hasSize(4).first().asString().contains("Line 2");
    }

    @Test
    void theLineOfTheReportThatIsReplacedIsLeftOut() throws IOException {
        String folder = URL.replace("index.html", "");
        String other = URL.replace("/b/", "/b2/");
        for (List<String> urls : List.of(List.of(URL, folder), List.of(folder, URL))) {
            Digest before = stored(List.of(line("1", other), line("2", urls.getFirst())));
            assertThat(history.write(before, file(), urls.getLast())).isEmpty();
            assertThat(Files.readAllLines(file())).containsExactly(line("1", other));
        }
    }

    @Test
    void onlyTheNewestAreKept() throws IOException {
        List<String> many =
                IntStream.range(0, 50).mapToObj(i -> line("u" + i, "x")).toList();

        history.write(stored(many), file(), URL);

        assertThat(Files.readAllLines(file())).isEqualTo(many.subList(31, 50));
    }

    @Test
    void theNewLineGetsTheReportsAddress() throws IOException {
        Files.write(file(), List.of(line("1", "x"), line("2", "")));
        List<String> warnings = new ArrayList<>();

        Digest digest = history.read(file(), URL, warnings).orElseThrow();

        assertThat(warnings).isEmpty();
        assertThat(text(digest)).isEqualTo(line("1", "x") + "\n" + line("2", URL) + "\n");
    }

    @Test
    void aRunThatWroteNoLineLeavesTheHistoryAsItIs() throws IOException {
        List<String> warnings = new ArrayList<>();

        assertThat(history.read(file(), URL, warnings)).isEmpty();
        Files.write(file(), List.of(line("1", "x"), "half a li"));
        assertThat(history.read(file(), URL, warnings)).isEmpty();

        assertThat(warnings).hasSize(2);
    }

    @Test
    void ofALongTextTheBeginningIsKept() throws IOException {
        String text = "\"labels\"";
        String trace = "x".repeat(21_000_000);
        String added = line("2", "").replace(text, "\"trace\":\"" + trace + "\"," + text);
        Files.write(file(), List.of(line("1", "x"), added));
        List<String> warnings = new ArrayList<>();

        Digest digest = history.read(file(), URL, warnings).orElseThrow();

        assertThat(warnings).isEmpty();
        assertThat(text(digest))
                .isEqualTo(line("1", "x") + "\n"
                        + added.replace(trace, trace.substring(0, 1000))
                                .replace("\"url\":\"\"", "\"url\":\"" + URL + "\"")
                        + "\n");
    }

    private String text(Digest digest) throws IOException {
        return new String(blobs.open(digest).orElseThrow().stream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /// Instead of the lines of all other reports.
    @Test
    void aLineThatAloneIsTooLongIsLeftOutAndTheHistoryStays() throws IOException {
        String ids = IntStream.range(0, 1_000_000)
                .mapToObj(i -> "\"a-test-with-an-id-of-its-own-" + i + "\"")
                .collect(Collectors.joining(","));
        Files.write(file(), List.of(line("1", "x"), line("2", "").replace("\"a\"", ids)));
        List<String> warnings = new ArrayList<>();

        assertThat(history.read(file(), URL, warnings)).isEmpty();

        assertThat(warnings).singleElement().asString().contains("too large");
    }

    @Test
    void theOldestGiveWayToTheNewLine() throws IOException {
        String large = line("1", "x").replace("\"labels\"", "\"kept\":[" + "1,".repeat(9_000_000) + "1],\"labels\"");
        Files.write(file(), List.of(large, large.replace("\"1\"", "\"2\""), line("3", URL)));
        List<String> warnings = new ArrayList<>();

        Digest digest = history.read(file(), URL, warnings).orElseThrow();

        assertThat(warnings).isEmpty();
        assertThat(text(digest)).isEqualTo(large.replace("\"1\"", "\"2\"") + "\n" + line("3", URL) + "\n");
    }

    /// Else no report of the project could be made any more.
    @Test
    void aDamagedHistoryIsLeftOutWithAWarning() throws IOException {
        Digest digest = stored(List.of(line("1", "damaged")));
        Path storage = Path.of(ConfigProvider.getConfig().getValue("paddock.storage.folder", String.class));
        try (Stream<Path> files = Files.find(
                storage, 9, (file, is) -> is.isRegularFile() && file.toString().contains(digest.hex()))) {
            for (Path file : files.toList()) {
                Files.writeString(file, line("1", "forgery"));
            }
        }

        List<String> warnings = history.write(digest, file(), URL);

        assertThat(warnings).singleElement().asString().contains("damaged");
        assertThat(file()).isEmptyFile();
    }
}

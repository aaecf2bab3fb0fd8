package dev.paddock.controlplane.trend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paddock.controlplane.ChildJvm;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Lines that are longer than there is memory, and texts where they are cut.
class LongLinesTest {

    @TempDir
    Path folder;

    @Test
    void sixtyMegabytesGoThroughLittleMemory() throws Exception {
        Path history = folder.resolve("history.jsonl");
        try (BufferedWriter file = Files.newBufferedWriter(history)) {
            file.write("{\"uuid\":\"1\",\"timestamp\":1,\"knownTestCaseIds\":[],\"testResults\":{");
            for (int i = 0; i < 1_000_000; i++) {
                file.write("\"a-test-with-a-name-of-its-own-" + i + "\":1,");
            }
            file.write("\"h\":{\"url\":\"\",\"trace\":\"");
            for (int i = 0; i < 2_100; i++) {
                file.write("x".repeat(10_000));
            }
            file.write("\"}}}\n");
        }
        Path added = folder.resolve("added");

        assertThat(ChildJvm.run(32, TakesLine.class, history.toString(), added.toString(), "http://there"))
                .isEqualTo("SOUND\ntrue\n");

        assertThat(Files.size(added)).isBetween(30_000_000L, Files.size(history) - 20_000_000);
    }

    @Test
    void aTextIsCutBetweenItsCharactersAndItsEscapes() throws IOException {
        String escapes = "\\n\\\"\\u00e4\\\\x\\ud83d\\ude00";
        ObjectMapper json = new ObjectMapper();
        for (int before = LineReader.LONGEST_TEXT - 8; before <= LineReader.LONGEST_TEXT + 1; before++) {
            String text = "\"" + "a".repeat(before) + escapes + "\"";
            String line = "{" + text + ":" + text + "}\nnext";
            StringWriter cut = new StringWriter();
            new LineReader(new StringReader(line)).transferTo(cut);

            String kept =
                    json.readTree(cut.toString()).properties().iterator().next().getKey();

            assertThat(json.readValue(text, String.class)).startsWith(kept);
            assertThat(kept).hasSize(Math.min(LineReader.LONGEST_TEXT, before + 7));
        }
    }
}

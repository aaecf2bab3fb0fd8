package dev.paddock.controlplane.contract;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the contract tests take for the document's example.
class ExampleTest {

    private final Example example;

    ExampleTest() throws IOException {
        example = Example.of("002/list-response.json")
                .varying("data", "data[].id", "data[].started_at", "data[].duration_ms", "meta.total");
    }

    @Test
    void whatVariesMayDifferAndMoreMembersMayCome() throws IOException {
        JsonNode sent = sent("run_abc123", "run_def456");

        assertThatCode(() -> example.assertShows(sent)).doesNotThrowAnyException();
        assertThatCode(() -> example.assertShows(read(sent.toString()
                        .replace("\"page\"", "\"more\":1,\"page\"")
                        .replace(":150", ":2"))))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"status\":\"success\" \"status\":\"failure\"",
                "\"status\":\"success\" \"state\":\"success\"",
                "\"per_page\":20 \"per_page\":21",
                "\"per_page\":20 \"per_page\":\"20\"",
                "\"total\":150 \"total\":null",
                "\"duration_ms\":45000 \"duration_ms\":\"45000\"",
                "\"pr_number\":42 \"pr_number\":null"
            })
    void anyOtherDifferenceIsTold(String change) throws IOException {
        String[] from = change.split(" ", 2);
        String text = sent("run_abc123").toString();
        JsonNode other = read(text.replace(from[0], from[1]));

        assertThatThrownBy(() -> example.assertShows(other)).isInstanceOf(AssertionError.class);
    }

    @Test
    void aListThatDoesNotVaryHasTheExamplesElements() throws IOException {
        JsonNode sent = sent("run_abc123", "run_abc123");

        assertThatThrownBy(() -> Example.of("002/list-response.json").assertShows(sent))
                .hasMessageContaining("data");
    }

    @Test
    void whatDoesNotStandInTheExampleCannotVary() {
        assertThatThrownBy(() -> example.varying("data[].identity")).isInstanceOf(AssertionError.class);
    }

    /// The example with as many runs.
    private static JsonNode sent(String... ids) throws IOException {
        JsonNode json = Example.json("002/list-response.json");
        String run = json.at("/data/0").toString();
        StringBuilder runs = new StringBuilder();
        for (String id : ids) {
            runs.append(runs.isEmpty() ? "" : ",").append(run.replace("run_abc123", id));
        }
        return read(json.toString().replace(run, runs));
    }

    private static JsonNode read(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }
}

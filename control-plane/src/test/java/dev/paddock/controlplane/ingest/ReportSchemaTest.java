package dev.paddock.controlplane.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// The schema that senders read is the one that the server judges by, and says what the server does.
class ReportSchemaTest {

    @Test
    void theServerHasTheCommittedSchema() throws IOException {
        assertThat(ReportSchema.text())
                .isEqualTo(Files.readString(Path.of("..", "docs", "schemas", "report.schema.json")));
    }

    @Test
    void itHasTheStatusesThatTheServerKnows() throws IOException {
        JsonNode words = new ObjectMapper().readTree(ReportSchema.text()).at("/$defs/result/properties/status/enum");

        assertThat(words)
                .extracting(JsonNode::asText)
                .containsExactlyElementsOf(Arrays.stream(Result.Status.values())
                        .map(Result.Status::wire)
                        .toList());
    }
}

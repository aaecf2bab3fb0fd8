package dev.paddock.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.paddock.model.event.RunEvent;
import dev.paddock.model.event.RunEventRecord;
import dev.paddock.model.finding.ReviewSummary;
import dev.paddock.model.finding.Severity;
import dev.paddock.model.log.LogBatch;
import dev.paddock.model.log.LogLevel;
import dev.paddock.model.log.LogLine;
import dev.paddock.model.problem.Problem;
import dev.paddock.model.run.RunId;
import dev.paddock.model.run.RunSpec;
import dev.paddock.model.run.RunStatus;
import dev.paddock.model.run.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WireShapesTest {

    private static final RunId RUN = new RunId("run_01JD3M8Q6Z7X4Y2W1V0TSRQPNM");

    private final ObjectMapper json = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    @Test
    void aPlainStringIsAnInfoLine() throws Exception {
        LogBatch batch = json.readValue("""
                {"firstSeq": 7, "logs": ["plain", {"level": "warn", "message": "structured", "data": {"n": 1}}]}
                """, LogBatch.class);

        assertThat(batch.firstSeq()).isEqualTo(7);
        assertThat(batch.logs())
                .containsExactly(
                        LogLine.plain("plain"), new LogLine(null, LogLevel.WARN, "structured", Map.of("n", 1)));
    }

    @Test
    void anEventSurvivesItsTopic() throws Exception {
        var event = new RunEventRecord(
                1, 42, RUN, 2, Instant.parse("2026-01-15T10:30:00Z"), new RunEvent.Started(1, "task", "runner-1"));

        String wire = json.writeValueAsString(event);

        assertThat(json.readTree(wire).at("/event/type").asText()).isEqualTo("run.started");
        assertThat(json.readValue(wire, RunEventRecord.class)).isEqualTo(event);
    }

    @Test
    void aSubmissionIsWrittenInTheDocumentsNames() throws Exception {
        RunSpec spec = json.readValue("""
                {"agent_id": "code-reviewer", "repository": "owner/repo", "scope": "lines", "timeout_seconds": 60,
                 "pull_request": {"number": 42}, "unknown": true}
                """, RunSpec.class);

        assertThat(spec.scope()).isEqualTo(Scope.LINES);
        assertThat(spec.timeoutSeconds()).isEqualTo(60);
        assertThat(json.readTree(json.writeValueAsString(spec)).has("branch")).isFalse();
    }

    @Test
    void anUnknownWordIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> RunStatus.of("done"))
                .hasMessage("must be one of queued, running, success, failure, cancelled, timeout");
    }

    @Test
    void aProblemCarriesTheMembersOfItsCode() throws Exception {
        var problem = new Problem(
                "about:blank", "t", 409, "d", "/x", "log_gap", null, "d", List.of(), Map.of("expectedSeq", 5));

        String wire = json.writeValueAsString(problem);

        assertThat(json.readTree(wire).path("expectedSeq").asInt()).isEqualTo(5);
        assertThat(json.readValue(wire, Problem.class)).isEqualTo(problem);
    }

    @Test
    void aRunIdOfAnotherShapeIsNone() {
        assertThat(RunId.parse("run_abc123")).isEmpty();
        assertThat(RunId.parse(RUN.value())).contains(RUN);
    }

    @Test
    void theSummaryCountsBySeverity() {
        var summary = ReviewSummary.of(List.of(Severity.WARNING, Severity.INFO, Severity.WARNING));

        assertThat(summary.sentence()).isEqualTo("Found 3 issues (0 errors, 2 warnings, 1 info)");
    }
}

package dev.paddock.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.paddock.model.run.GateView;
import dev.paddock.model.run.RunView;
import dev.paddock.standalone.terminal.Ending;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndingTest {

    private static final ObjectMapper JSON = new ObjectMapper().registerModule(new JavaTimeModule());

    private static final String FOUND = """
            , "results": {"summary": "", "files_reviewed": 2, "lines_analyzed": 10, "rating": "C", "issues": [
             {"id": "1", "severity": "error", "type": "R", "file": "a", "line": 1, "message": "m"},
             {"id": "2", "severity": "warning", "type": "R", "file": "a", "line": 2, "message": "m"},
             {"id": "3", "severity": "warning", "type": "R", "file": "a", "line": 3, "message": "m"}]}
            """;

    private static final String BROKEN =
            ", \"failure\": {\"reason\": \"source_refused\", \"message\": \"the repository has 100000 files\\u001b\"}";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            passed | ''                | success   | 0 | Passed: the review found nothing grave, only 1 error, 2 warnings.
            passed | nothing_to_review | success   | 0 | Passed: there was nothing to review.
            failed | findings          | success   | 1 | Failed: the review found 1 error, 2 warnings.
            failed | partial           | success   | 1 | Failed: a changed file could not be judged.
            failed | not_reviewed      | success   | 1 | Failed: this commit was not reviewed.
            failed | rejected          | success   | 1 | Failed: a person rejected the run.
            failed | review_pending    | success   | 1 | Failed: the run waits for a person.
            failed | cancelled         | cancelled | 5 | Cancelled: the run was ended before its review was complete.
            failed | timeout           | timeout   | 6 | Timed out: the review took too long.
            failed | error             | failure   | 3 | Not reviewed: the repository has 100000 files\\x1b.
            running| ''                | running   | 6 | Not finished: the time that this command waits ran out; the run goes on.
            """)
    void everyVerdictHasItsExitCodeAndSentence(String verdict, String reason, String status, int code, String sentence)
            throws JsonProcessingException {
        var gate = JSON.readValue(FakeControlPlane.gateJson(verdict, reason), GateView.class);
        String more = status.equals("failure") ? BROKEN : status.equals("success") ? FOUND : "";
        var run = JSON.readValue(FakeControlPlane.run(status, more), RunView.class);

        assertThat(Ending.of(gate, run)).isEqualTo(new Ending(code, sentence));
    }
}

package dev.paddock.standalone.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.model.run.GateView;
import dev.paddock.standalone.Json;
import dev.paddock.standalone.terminal.Ending;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateEndingTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            passed | ''                | 0 | Passed: nothing grave was found in 3 files.
            passed | nothing_to_review | 0 | Passed: there was nothing to review.
            failed | findings          | 1 | Failed: grave findings in 1 of 3 files.
            failed | partial           | 1 | Failed: a changed file could not be judged.
            failed | not_reviewed      | 1 | Failed: this commit was not reviewed.
            failed | rejected          | 1 | Failed: a person rejected the run.
            failed | review_pending    | 1 | Failed: the run waits for a person.
            failed | cancelled         | 5 | Cancelled: the run was ended before its review was complete.
            failed | timeout           | 6 | Timed out: the review took too long.
            failed | error             | 3 | Not reviewed: no review could be made; ./paddock runs view run_01JAF3ZK8Q0000000000000000 says why.
            queued | ''                | 6 | Not finished: the time that this command waits ran out; the run goes on.
            """)
    void everyVerdictHasItsExitCodeAndSentence(String verdict, String reason, int code, String sentence)
            throws Exception {
        assertThat(GateEnding.of(gate(verdict, reason))).isEqualTo(new Ending(code, sentence));
    }

    @Test
    void noReasonIsForgotten() throws Exception {
        for (GateView.Reason reason : GateView.Reason.values()) {
            String word = reason.name().toLowerCase(Locale.ROOT);
            assertThat(GateEnding.of(gate("failed", word)).code()).as(word).isPositive();
        }
        assertThat(Arrays.stream(GateView.Reason.values())).hasSize(9);
    }

    private static GateView gate(String status, String reason) throws Exception {
        return Json.read(
                """
                {"run_id": "run_01JAF3ZK8Q0000000000000000", "status": "%s", "tests_total": 3, "tests_passed": 2,
                 "tests_failed": 1, "tests_running": 0, "duration_seconds": 2, "created_at": "2026-01-01T00:00:00Z",
                 "updated_at": "2026-01-01T00:00:03Z", "results": []%s}
                """.formatted(status, reason.isEmpty() ? "" : ", \"reason\": \"" + reason + "\""), GateView.class);
    }
}

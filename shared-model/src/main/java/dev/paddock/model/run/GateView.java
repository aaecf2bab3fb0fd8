package dev.paddock.model.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.paddock.model.wire.WireEnum;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One honest verdict on a run: `GET /external/integration/cicd/runs/:id`.
///
/// @param reason why it failed, or `nothing_to_review`; absent while the run is open
/// @param supersededBy the newer run of the same pull request that this one was cancelled for
public record GateView(
        @JsonProperty("run_id") RunId runId,
        Verdict status,
        @JsonProperty("tests_total") int testsTotal,
        @JsonProperty("tests_passed") int testsPassed,
        @JsonProperty("tests_failed") int testsFailed,
        @JsonProperty("tests_running") int testsRunning,
        @JsonProperty("duration_seconds") long durationSeconds,
        @JsonProperty("created_at") Instant createdAt,
        @JsonProperty("updated_at") Instant updatedAt,
        List<Result> results,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Reason reason,

        @JsonProperty("superseded_by") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        RunId supersededBy) {

    /// What it says but for how long the run has taken so far, which grows while nothing happens.
    public GateView state() {
        return new GateView(
                runId,
                status,
                testsTotal,
                testsPassed,
                testsFailed,
                testsRunning,
                status.isFinal() ? durationSeconds : 0,
                createdAt,
                updatedAt,
                results,
                reason,
                supersededBy);
    }

    /// Where the gate stands; only `passed` and `failed` are final.
    public enum Verdict {
        QUEUED,
        RUNNING,
        PASSED,
        FAILED;

        @JsonValue
        public String wire() {
            return WireEnum.spell(this);
        }

        /// True when it does not change by itself any more.
        public boolean isFinal() {
            return this == PASSED || this == FAILED;
        }
    }

    /// Why the gate says what it says.
    public enum Reason {
        FINDINGS,
        NOT_REVIEWED,
        PARTIAL,
        REJECTED,
        REVIEW_PENDING,
        CANCELLED,
        TIMEOUT,
        ERROR,
        NOTHING_TO_REVIEW;

        @JsonValue
        public String wire() {
            return WireEnum.spell(this);
        }
    }

    /// One reviewed file.
    public record Result(
            @JsonProperty("result_id") String resultId,
            @JsonProperty("test_id") String testId,
            @JsonProperty("test_name") String testName,
            Verdict status,
            @JsonProperty("duration_seconds") long durationSeconds,
            String url,
            Destination destination) {}

    /// Where a person looks at what was reviewed.
    public record Destination(
            String platform, @JsonProperty("web_url") String webUrl) {}
}

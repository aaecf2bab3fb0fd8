package dev.paddock.controlplane.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.run.Verdict.GiveUp;
import dev.paddock.controlplane.run.Verdict.History;
import dev.paddock.controlplane.run.Verdict.Requeue;
import dev.paddock.model.run.FailureReason;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class VerdictTest {

    private final RandomGenerator random = RandomGenerator.of("L64X128MixRandom");

    @Test
    void theFirstLostRunnerIsReplacedAtOnce() {
        assertThat(verdict(TaskState.LOST, FailureReason.RUNNER_LOST, new History(1, 0, 0, 3)))
                .isEqualTo(new Requeue(Duration.ZERO));
    }

    @Test
    void theSecondWaitsWithFullJitter() {
        for (int i = 0; i < 1000; i++) {
            Verdict verdict = verdict(TaskState.LOST, FailureReason.RUNNER_LOST, new History(2, 0, 0, 3));
            assertThat(((Requeue) verdict).delay()).isBetween(Duration.ZERO, Duration.ofSeconds(5));
        }
    }

    @Test
    void noBackoffIsLongerThanFiveMinutes() {
        for (int i = 0; i < 1000; i++) {
            Verdict verdict = verdict(TaskState.FAILED, FailureReason.SOURCE_UNAVAILABLE, new History(0, 60, 0, 100));
            assertThat(((Requeue) verdict).delay()).isBetween(Duration.ZERO, Duration.ofMinutes(5));
        }
    }

    @Test
    void theLastAllowedAttemptEndsTheRun() {
        assertThat(verdict(TaskState.LOST, FailureReason.RUNNER_LOST, new History(2, 1, 0, 3)))
                .isEqualTo(new GiveUp(FailureReason.RUNNER_LOST));
    }

    @Test
    void fiveHandBacksAreFreeAndTheSixthCounts() {
        assertThat(verdict(TaskState.RETURNED, FailureReason.RUNNER_LOST, new History(0, 0, 1, 1)))
                .isEqualTo(new Requeue(Duration.ZERO));
        assertThat(verdict(TaskState.RETURNED, FailureReason.RUNNER_LOST, new History(0, 0, 5, 1)))
                .isInstanceOf(Requeue.class);
        assertThat(verdict(TaskState.UNCONFIRMED, FailureReason.RUNNER_LOST, new History(0, 0, 6, 1)))
                .isInstanceOf(GiveUp.class);
    }

    @Test
    void aFailureOfTheReviewEndsTheRun() {
        for (FailureReason reason : FailureReason.values()) {
            Verdict verdict = verdict(TaskState.FAILED, reason, new History(0, 1, 0, 3));
            assertThat(verdict instanceof Requeue).isEqualTo(reason.isRetried());
        }
    }

    private Verdict verdict(TaskState ended, FailureReason reason, History history) {
        return Verdict.of(ended, reason, history, random);
    }
}

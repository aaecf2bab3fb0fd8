package dev.paddock.controlplane.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LookRestTest {

    private final LookRest rest = new LookRest();
    private final long begun = System.nanoTime();

    @Test
    void aLookRestsFortyNineTimesAsLongAsItTook() {
        rest.begin(begun, at(100));
        assertThat(rest.isOver(at(100 + 4_899))).isFalse();
        assertThat(rest.isOver(at(100 + 4_900))).isTrue();
    }

    @Test
    void aLookThatWaitedForALedgerThatStoodStillIsDueAgainSoon() {
        rest.begin(begun, at(60_000));
        assertThat(rest.isOver(at(60_000 + 29_999))).isFalse();
        assertThat(rest.isOver(at(60_000 + 30_000))).isTrue();
    }

    private long at(long millis) {
        return begun + Duration.ofMillis(millis).toNanos();
    }
}

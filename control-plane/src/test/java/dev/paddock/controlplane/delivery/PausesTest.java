package dev.paddock.controlplane.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class PausesTest {

    private final Pauses pauses =
            new Pauses(List.of(Duration.ofSeconds(5), Duration.ofMinutes(5)), RandomGenerator.of("L64X128MixRandom"));

    @Test
    void eachPauseIsAsConfiguredOrAQuarterLonger() {
        for (int i = 0; i < 1000; i++) {
            assertThat(pauses.after(1, null).orElseThrow()).isBetween(Duration.ofSeconds(5), Duration.ofMillis(6250));
            assertThat(pauses.after(2, null).orElseThrow()).isBetween(Duration.ofMinutes(5), Duration.ofSeconds(375));
        }
    }

    @Test
    void afterTheLastOneThereIsNone() {
        assertThat(pauses.after(3, null)).isEmpty();
        assertThat(pauses.after(3, Duration.ofHours(1))).isEmpty();
    }

    @Test
    void aReceiverMayAskForMoreButNotForMoreThanADay() {
        assertThat(pauses.after(1, Duration.ofHours(1))).contains(Duration.ofHours(1));
        assertThat(pauses.after(1, Duration.ofDays(300))).contains(Duration.ofDays(1));
        assertThat(pauses.after(2, Duration.ofSeconds(1)).orElseThrow()).isGreaterThanOrEqualTo(Duration.ofMinutes(5));
    }
}

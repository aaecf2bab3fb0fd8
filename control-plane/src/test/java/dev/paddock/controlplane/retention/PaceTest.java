package dev.paddock.controlplane.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PaceTest {

    private final Pace pace = new Pace();

    private int after(long millis) {
        pace.took(Duration.ofMillis(millis));
        return pace.size();
    }

    @Test
    void transactionsGrowWhileTheyAreShortAndShrinkWhenTheyAreLong() {
        int first = pace.size();

        assertThat(after(5)).isEqualTo(first * 2);
        assertThat(after(150)).isEqualTo(first * 2);
        assertThat(after(251)).isEqualTo(first);
    }

    @Test
    void whatNothingIsKnownOfBeginsSmall() {
        assertThat(pace.size()).isEqualTo(1);
        IntStream.range(0, 20).forEach(turn -> after(1));

        pace.stumbled();

        assertThat(pace.size()).isEqualTo(1);
    }

    @Test
    void theyHaveAnEndOnBothSides() {
        IntStream.range(0, 20).forEach(turn -> assertThat(after(1)).isLessThanOrEqualTo(200));
        IntStream.range(0, 20).forEach(turn -> assertThat(after(1000)).isPositive());
        assertThat(pace.size()).isEqualTo(1);
    }
}

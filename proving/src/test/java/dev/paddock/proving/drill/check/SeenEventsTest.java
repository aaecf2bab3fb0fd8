package dev.paddock.proving.drill.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SeenEventsTest {

    private final SeenEvents events = new SeenEvents();

    @Test
    void aRepeatIsCountedAndMustSayTheSame() {
        assertThat(events.take("run", 1, "queued")).isEmpty();
        assertThat(events.take("run", 1, "queued")).isEmpty();
        assertThat(events.doubles()).isEqualTo(1);

        assertThat(events.take("run", 1, "started")).isPresent();
    }

    @Test
    void whatFollowsAGapCountsOnlyWhenItComesAgain() {
        assertThat(events.take("run", 1, "queued")).isEmpty();
        assertThat(events.take("run", 3, "finished")).isEmpty();
        assertThat(events.missing(Map.of("run", 2))).containsExactly("run");

        assertThat(events.take("run", 2, "started")).isEmpty();
        assertThat(events.missing(Map.of("run", 3))).containsExactly("run");
        assertThat(events.take("run", 3, "finished")).isEmpty();
        assertThat(events.missing(Map.of("run", 3))).isEmpty();
        assertThat(events.doubles()).isZero();
    }

    @Test
    void anEventWithoutAPlaceIsAComplaint() {
        assertThat(events.take("run", 0, "queued")).isPresent();
    }
}

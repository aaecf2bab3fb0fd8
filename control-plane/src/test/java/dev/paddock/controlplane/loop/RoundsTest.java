package dev.paddock.controlplane.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RoundsTest {

    @Test
    void requestsAboutDifferentThingsShareARound() {
        assertThat(Rounds.of(List.of("a1", "b1", "c1"), RoundsTest::about)).containsExactly(List.of(0, 1, 2));
    }

    @Test
    void theSecondAboutAThingComesARoundLater() {
        assertThat(Rounds.of(List.of("a1", "b1", "a2", "c1", "a3", "b2"), RoundsTest::about))
                .containsExactly(List.of(0, 1, 3), List.of(2, 5), List.of(4));
    }

    @Test
    void noRequestsNeedNoRound() {
        assertThat(Rounds.of(List.<String>of(), RoundsTest::about)).isEmpty();
    }

    private static char about(String request) {
        return request.charAt(0);
    }
}

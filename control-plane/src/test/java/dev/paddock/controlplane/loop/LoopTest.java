package dev.paddock.controlplane.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoopTest {

    @Test
    void noFailureOfAStepEndsALoop() throws Exception {
        CountDownLatch turns = new CountDownLatch(3);
        try (Loop loop = Loop.start("test", Duration.ofMillis(1), () -> {
            turns.countDown();
            throw new StackOverflowError("the step's own");
        })) {
            loop.wake();
            assertThat(turns.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aTurnThatFailsHoldsUpNoOther() {
        List<String> done = new ArrayList<>();
        assertThatThrownBy(() -> Loop.runAll(List.of(
                        () -> done.add("first"),
                        () -> {
                            throw new IllegalStateException("the second's own");
                        },
                        () -> done.add("third"))))
                .hasMessage("the second's own");

        assertThat(done).containsExactly("first", "third");
    }
}

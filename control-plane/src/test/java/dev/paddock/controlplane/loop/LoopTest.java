package dev.paddock.controlplane.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
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
    void aSignalIsServedByTheNextStepAndByThatAlone() {
        AtomicInteger turns = new AtomicInteger();
        AtomicReference<Loop> itself = new AtomicReference<>();
        AtomicReference<Thread> thread = new AtomicReference<>();
        try (Loop loop = Loop.prepare("test", Duration.ofHours(1), () -> {
            thread.set(Thread.currentThread());
            boolean first = turns.incrementAndGet() == 1;
            if (first) {
                itself.get().wake();
            }
            return first;
        })) {
            itself.set(loop);
            loop.start();

            Awaitility.await().until(() -> turns.get() > 1 && thread.get().getState() == Thread.State.TIMED_WAITING);
            assertThat(turns).hasValue(2);
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

package dev.paddock.controlplane.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ProbeTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void anAnswerCountsForAWhile() {
        Probe probe = new Probe("test", LONG, LONG, asked::incrementAndGet);

        assertThat(probe.answers()).isTrue();
        assertThat(probe.answers()).isTrue();
        assertThat(asked).hasValue(1);
    }

    @Test
    void afterThatItAsksAgain() {
        Probe probe = new Probe("test", LONG, Duration.ZERO, () -> {
            if (asked.incrementAndGet() == 2) {
                throw new IllegalStateException("away");
            }
            return asked;
        });

        assertThat(probe.answers()).isTrue();
        assertThat(probe.answers()).isFalse();
        assertThat(probe.answers()).isTrue();
    }

    @Test
    void whoDoesNotAnswerIsNotWaitedForAndNotAskedTwice() {
        CountDownLatch release = new CountDownLatch(1);
        Probe probe = new Probe("test", Duration.ofMillis(50), Duration.ZERO, () -> {
            asked.incrementAndGet();
            release.await();
            return asked;
        });

        for (int i = 0; i < 20; i++) {
            assertThat(probe.answers()).isFalse();
        }
        assertThat(asked).hasValue(1);
        release.countDown();
        Awaitility.await().until(probe::answers);
    }
}

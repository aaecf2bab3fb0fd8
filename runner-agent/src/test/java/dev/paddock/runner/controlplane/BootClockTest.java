package dev.paddock.runner.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BootClockTest {

    // The kernel prints hundredths of a second.
    private static final long STEP = 10;

    @Test
    void theMachinesClockGoesOnAsTimeDoes() {
        BootClock clock = BootClock.system();
        long first = clock.millis();
        long began = System.nanoTime();
        long reading = first;
        while (reading < first + 5 * STEP) {
            long next = clock.millis();
            assertThat(next).isGreaterThanOrEqualTo(reading);
            reading = next;
        }
        assertThat(reading - first)
                .isBetween(5 * STEP, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began) + 2 * STEP);
    }

    @Test
    void anInterruptedThreadReadsItToo() {
        BootClock clock = BootClock.system();
        Thread.currentThread().interrupt();
        long interrupted = clock.millis();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(clock.millis()).isBetween(interrupted, interrupted + TimeUnit.MINUTES.toMillis(1));
    }
}

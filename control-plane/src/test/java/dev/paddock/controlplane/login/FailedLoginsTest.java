package dev.paddock.controlplane.login;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FailedLoginsTest {

    private final AtomicLong nanos = new AtomicLong();
    private final FailedLogins failures = new FailedLogins(2, nanos::get);

    @Test
    void anAddressWaitsForTheRestOfItsMinute() {
        assertThat(failures.take("a")).isEmpty();
        nanos.addAndGet(Duration.ofSeconds(20).toNanos());
        assertThat(failures.take("a")).isEmpty();

        assertThat(failures.take("a")).contains(Duration.ofSeconds(40));
        assertThat(failures.take("b")).isEmpty();
        nanos.addAndGet(Duration.ofSeconds(40).toNanos());
        assertThat(failures.take("a")).isEmpty();
        assertThat(failures.take("a")).isEmpty();
        assertThat(failures.take("a")).contains(Duration.ofSeconds(60));
    }

    @Test
    void whoIsRightIsNotCounted() {
        for (int i = 0; i < 100; i++) {
            assertThat(failures.take("a")).isEmpty();
            failures.giveBack("a");
        }
        assertThat(failures.take("a")).isEmpty();
        assertThat(failures.take("a")).isEmpty();
        assertThat(failures.take("a")).isPresent();
    }

    @Test
    void guessingOnDoesNotMakeTheMinuteLonger() {
        for (int i = 0; i < 100; i++) {
            assertThat(failures.take("a").isPresent()).isEqualTo(i >= 2);
        }
        nanos.addAndGet(Duration.ofSeconds(60).toNanos());

        assertThat(failures.take("a")).isEmpty();
    }
}

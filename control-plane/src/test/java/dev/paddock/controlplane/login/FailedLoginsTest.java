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
        failures.count("a");
        assertThat(failures.wait("a")).isEmpty();
        nanos.addAndGet(Duration.ofSeconds(20).toNanos());
        failures.count("a");

        assertThat(failures.wait("a")).contains(Duration.ofSeconds(40));
        assertThat(failures.wait("b")).isEmpty();
        nanos.addAndGet(Duration.ofSeconds(40).toNanos());
        assertThat(failures.wait("a")).isEmpty();
        failures.count("a");
        assertThat(failures.wait("a")).isEmpty();
    }

    @Test
    void guessingOnDoesNotMakeTheMinuteLonger() {
        for (int i = 0; i < 100; i++) {
            failures.count("a");
        }
        nanos.addAndGet(Duration.ofSeconds(60).toNanos());

        assertThat(failures.wait("a")).isEmpty();
    }
}

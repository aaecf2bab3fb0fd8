package dev.paddock.runner.review;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.runner.controlplane.BootClock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LeaseTest {

    private final AtomicLong now = new AtomicLong(1_000_000);
    private final BootClock clock = new BootClock(now::get);

    @Test
    void theFenceFallsTenSecondsBeforeTheLeaseEndsCountedFromTheCallsStart() {
        Lease lease = new Lease(clock, Duration.ofSeconds(60));
        long called = now.get();
        now.addAndGet(3_000);
        lease.renewed(called);

        now.set(called + 49_999);
        assertThat(lease.isFenced()).isFalse();
        now.set(called + 50_000);
        assertThat(lease.isFenced()).isTrue();
        assertThat(lease.isGone()).isFalse();
    }

    @Test
    void nothingIsFencedBeforeTheClaimIsConfirmed() {
        Lease lease = new Lease(clock, Duration.ofSeconds(60));

        now.addAndGet(200_000);

        assertThat(lease.isFenced()).isFalse();
        assertThat(lease.isGone()).isTrue();
    }

    @Test
    void aShortLeaseLeavesTimeToWork() {
        Lease lease = new Lease(clock, Duration.ofSeconds(6));
        lease.renewed(now.get());

        now.addAndGet(4_999);
        assertThat(lease.isFenced()).isFalse();
        now.addAndGet(1);
        assertThat(lease.isFenced()).isTrue();
    }
}

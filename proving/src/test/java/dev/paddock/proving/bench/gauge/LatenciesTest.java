package dev.paddock.proving.bench.gauge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatenciesTest {

    @Test
    void aPercentileIsADurationThatWasMeasured() {
        var latencies = new Latencies();
        for (int ms = 100; ms >= 1; ms--) {
            latencies.add(ms * 1_000_000L);
        }

        assertThat(latencies.percentileMs(50)).isEqualTo(50);
        assertThat(latencies.percentileMs(99)).isEqualTo(99);
        assertThat(latencies.percentileMs(100)).isEqualTo(100);
    }

    @Test
    void ofOneDurationEveryPercentileIsThat() {
        var latencies = new Latencies();
        latencies.add(3_000_000L);

        assertThat(latencies.percentileMs(50))
                .isEqualTo(latencies.percentileMs(99))
                .isEqualTo(3);
    }
}

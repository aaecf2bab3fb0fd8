package dev.paddock.standalone.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.standalone.UsageError;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MomentsTest {

    private static final Instant NOW = Instant.parse("2026-06-15T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "PT0.4S, now",
        "PT59S, 59s ago",
        "PT3M59S, 3m ago",
        "PT23H, 23h ago",
        "P30D, 30d ago",
        "P40D, 2026-05-06",
        "-PT2H, in 2h",
    })
    void agesAreCoarse(Duration age, String text) {
        assertThat(Moments.ago(NOW.minus(age), NOW)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"7, 7ms", "4249, 4.2s", "59999, 59.9s", "192000, 3m 12s", "7500000, 2h 5m", "-5, 0ms", ", -"})
    void lengthsAreShort(Long millis, String text) {
        assertThat(Moments.took(millis)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"90, 90", "90s, 90", "10m, 600", "2h, 7200", "7d, 604800", "1w, 604800"})
    void spansHaveUnits(String text, long seconds) {
        assertThat(Moments.span(text)).contains(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @CsvSource({"soon", "-1", "1y", "1.5h", "''", "9999999h"})
    void nothingElseIsASpan(String text) {
        assertThat(Moments.span(text)).isEmpty();
    }

    @Test
    void aSpanCountsBackOrForth() {
        assertThat(Moments.past("--since", "2h", NOW)).isEqualTo("2026-06-15T10:00:00Z");
        assertThat(Moments.future("--expires", "1d", NOW)).isEqualTo("2026-06-16T12:00:00Z");
        assertThat(Moments.past("--since", "2026-01-01T00:00:00+02:00", NOW)).isEqualTo("2025-12-31T22:00:00Z");
    }

    @Test
    void aWrongTimeIsExplained() {
        assertThatThrownBy(() -> Moments.past("--since", "yester\u001bday", NOW))
                .isInstanceOf(UsageError.class)
                .hasMessage("--since is \"yester\\x1bday\"; give a time such as 2026-01-15T10:30:00Z, or a span such as"
                        + " 30m, 2h or 7d.");
    }
}

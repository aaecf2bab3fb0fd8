package dev.paddock.standalone.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeyTest {

    private static final String ZEROS = "dk_live_" + "0".repeat(32) + checksumOfZeros();

    @Test
    void aKeyEndsWithTheChecksumOfItsDigits() {
        var key = ApiKey.random(new SecureRandom());

        assertThat(key.text()).matches("dk_live_[0-9a-f]{40}");
        assertThat(new ApiKey(key.text())).isEqualTo(key);
        assertThat(new ApiKey(ZEROS).text()).isEqualTo(ZEROS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "dk_live_", "dk_live_0123", "pk_live_00000000000000000000000000000000deadbeef"})
    void whatIsNoKeyIsRefusedWithoutRepeatingIt(String text) {
        assertThatThrownBy(() -> new ApiKey(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not an API key");
    }

    @Test
    void aTypingErrorIsNoticed() {
        String typo = ZEROS.replaceFirst("0{32}", "0".repeat(31) + "1");

        assertThatThrownBy(() -> new ApiKey(typo)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aKeyIsNotShownByAccident() {
        assertThat(new ApiKey(ZEROS)).hasToString("dk_live_…");
    }

    /// Written out bit by bit, so that the test does not lean on what it tests.
    private static String checksumOfZeros() {
        int crc = ~0;
        for (int digit = 0; digit < 32; digit++) {
            crc ^= '0';
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
            }
        }
        return "%08x".formatted(~crc);
    }
}

package dev.paddock.standalone.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.standalone.UsageError;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StackSettingsTest {

    @Test
    void thePortIs8080UnlessSaidOtherwise() {
        assertThat(StackSettings.of(Map.of()).port()).isEqualTo(8080);
        assertThat(StackSettings.of(Map.of("PADDOCK_PORT", "9000")).port()).isEqualTo(9000);
    }

    @Test
    void linksBeginWithThisMachineUnlessSaidOtherwise() {
        assertThat(StackSettings.of(Map.of("PADDOCK_PORT", "9000")).publicUrl()).isEqualTo("http://127.0.0.1:9000");
        assertThat(StackSettings.of(Map.of("PADDOCK_PUBLIC_URL", " https://paddock.example.com "))
                        .publicUrl())
                .isEqualTo("https://paddock.example.com");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "65536", "eighty", "99999999999"})
    void whatIsNoPortIsSaid(String text) {
        assertThatThrownBy(() -> StackSettings.of(Map.of("PADDOCK_PORT", text)))
                .isInstanceOf(UsageError.class)
                .hasMessageContaining(text);
    }
}

package dev.paddock.standalone.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.standalone.UsageError;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PasswordTest {

    @Test
    void theFirstLineIsThePasswordWithAllItsSpaces() throws Exception {
        assertThat(Password.given(input(" hunter 2 ü\nnext"))).isEqualTo(" hunter 2 ü");
    }

    @Test
    void nothingIsNoPassword() {
        assertThatThrownBy(() -> Password.given(input(""))).isInstanceOf(UsageError.class);
        assertThatThrownBy(() -> Password.given(input("\nsecond"))).isInstanceOf(UsageError.class);
    }

    @Test
    void withoutATerminalNobodyIsAsked() {
        assertThatThrownBy(() -> Password.typed("Password: "))
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("--password-stdin");
    }

    private static ByteArrayInputStream input(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}

package dev.paddock.controlplane.login;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PasswordHashTest {

    private final PasswordHash hash = PasswordHash.of("pässword");

    @Test
    void onlyThePasswordMatches() {
        assertThat(hash.matches("pässword")).isTrue();
        for (String other : new String[] {"", "passwort", "pässword ", "Pässword", "pässwor", "x".repeat(1024)}) {
            assertThat(hash.matches(other)).as(other).isFalse();
        }
    }
}

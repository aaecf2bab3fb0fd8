package dev.paddock.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.model.finding.Fingerprint;
import org.junit.jupiter.api.Test;

class FingerprintTest {

    @Test
    void indentationDoesNotChangeIt() {
        assertThat(new Fingerprint().of("Rule", "A.java", "  int a = 1;"))
                .isEqualTo(new Fingerprint().of("Rule", "A.java", "int a  = 1;"))
                .matches("[0-9a-f]{32}");
    }

    @Test
    void theSameTextTwiceInAFileIsTwoFindings() {
        var fingerprint = new Fingerprint();

        assertThat(fingerprint.of("Rule", "A.java", "x();")).isNotEqualTo(fingerprint.of("Rule", "A.java", "x();"));
    }

    @Test
    void ruleAndPathAreParts() {
        assertThat(new Fingerprint().of("Rule", "A.java", "x();"))
                .isNotEqualTo(new Fingerprint().of("Other", "A.java", "x();"))
                .isNotEqualTo(new Fingerprint().of("Rule", "B.java", "x();"));
    }
}

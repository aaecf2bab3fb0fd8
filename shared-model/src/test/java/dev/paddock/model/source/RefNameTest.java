package dev.paddock.model.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefNameTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "main",
                "refs/heads/main",
                "feature/a-b_c.d",
                "user@host",
                "a.locked",
                "lock",
                "a-",
                "#1",
                "{a}",
                "ü/\u2028\u3042",
                "0123456789abcdef0123456789abcdef01234567"
            })
    void whatGitTakesIsValid(String name) {
        assertThat(RefName.isValid(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "a b", "a\tb", "a\nb", "a\n", "a\u0000", "a\u007fb", "-x", "--upload-pack=x", "a..b", "a.",
                        ".a",
                "a/.b", "a.lock", "a.lock/b", "/a", "a/", "a//b", "a@{1}", "a~b", "a^b", "a:b", "a?b", "a*", "a[b",
                "a\\b", "\u2028/", "\u2028.."
            })
    void whatGitRefusesIsNot(String name) {
        assertThat(RefName.isValid(name)).isFalse();
    }

    @Test
    void aNameHas255CharactersAtMost() {
        assertThat(RefName.isValid("a".repeat(255))).isTrue();
        assertThat(RefName.isValid("a".repeat(256))).isFalse();
    }
}

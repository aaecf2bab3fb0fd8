package dev.paddock.runner.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ScrubberTest {

    private static final String SECRET = "dk_live_0123456789abcdef0123456789abcdef01234567";

    private final Scrubber scrubber = new Scrubber(List.of(SECRET));

    @Test
    void aSecretIsMaskedWhereverItStands() {
        assertThat(scrubber.clean("key=" + SECRET + ";" + SECRET)).isEqualTo("key=***;***");
    }

    @Test
    void aBase64FormIsMaskedWhateverStandsBeforeAndAfter() {
        for (String before : List.of("", "u", "us", "user:")) {
            for (String after : List.of("", ":", "::x")) {
                String encoded = encode(before + SECRET + after);
                assertThat(scrubber.clean("Basic " + encoded))
                        .contains("***")
                        .doesNotContain(encoded.substring(12, 40));
            }
        }
    }

    @Test
    void aUrlEncodedFormIsMasked() {
        Scrubber special = new Scrubber(List.of("pass/wörd *+&x~"));

        for (String form : List.of(
                URLEncoder.encode("pass/wörd *+&x~", StandardCharsets.UTF_8),
                "pass%2Fw%C3%B6rd%20%2A%2B%26x~",
                "pass%2fw%c3%b6rd%20%2a%2b%26x~",
                "pass%2Fw%C3%B6rd%20*%2B%26x~",
                "pass%2Fw%C3%B6rd%20*+&x~")) {
            assertThat(special.clean("?p=" + form)).isEqualTo("?p=***");
        }
    }

    @Test
    void anAuthorizationHeaderIsMaskedWithThePasswordInIt() {
        Scrubber header = new Scrubber(List.of("Basic " + encode("user:open-sesame")));

        assertThat(header.clean("password open-sesame, header " + encode("user:open-sesame")))
                .isEqualTo("password ***, header ***");
    }

    @Test
    void aShortSecretBlackensNothing() {
        assertThat(new Scrubber(List.of("", "abc")).clean("abc abc")).isEqualTo("abc abc");
    }

    @Test
    void dataIsCleanedToItsDepths() {
        Map<String, @Nullable Object> data = new HashMap<>();
        data.put("list", Arrays.asList(SECRET, 1, null));
        data.put(SECRET, Map.of("deep", "x" + SECRET));

        Map<String, @Nullable Object> expected = new HashMap<>();
        expected.put("list", Arrays.asList("***", 1, null));
        expected.put("***", Map.of("deep", "x***"));
        assertThat(scrubber.clean(data)).isEqualTo(expected);
    }

    @Test
    void textThatIsNotWellFormedIsMadeSo() {
        assertThat(scrubber.clean("a\0b\uD800c\uDC00 \uD83D\uDE00")).isEqualTo("ab\uFFFDc\uFFFD \uD83D\uDE00");
    }

    private static String encode(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}

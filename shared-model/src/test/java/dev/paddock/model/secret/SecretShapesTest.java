package dev.paddock.model.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretShapesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dk_live_0123456789abcdef0123456789abcdef01234567",
                "ghp_0123456789abcdefghijABCDEFGHIJ012345",
                "gho_0123456789abcdefghijABCDEFGHIJ012345",
                "ghu_0123456789abcdefghijABCDEFGHIJ012345",
                "ghs_0123456789abcdefghijABCDEFGHIJ012345",
                "ghr_0123456789abcdefghijABCDEFGHIJ012345",
                "github_pat_01234567890123456789ab_0123456789abcdefghijABCDEFGHIJ0123456789abcdefghijABCDEFGHI",
                "glpat-0123456789abcdefghij"
            })
    void aTokenIsMaskedAsItIsAndInBase64WhereverItStands(String token) {
        assertThat(masked("token " + token + ".")).isEqualTo("token ***.");
        for (String before : new String[] {"", "u", "us", "x-access-token:"}) {
            for (String after : new String[] {"", "\n", "\n\n"}) {
                String encoded = Base64.getEncoder()
                        .encodeToString((before + token + after).getBytes(StandardCharsets.US_ASCII));
                String middle = encoded.substring(encoded.length() / 2, encoded.length() / 2 + 8);

                assertThat(masked("Basic " + encoded)).contains("***").doesNotContain(middle);
                assertThat(inPieces(encoded)).contains("***").doesNotContain(middle);
            }
        }
    }

    private static String masked(String text) {
        return new SecretMask(SecretShapes.known()).next(text);
    }

    /// As lines of seven characters.
    private static String inPieces(String text) {
        var mask = new SecretMask(SecretShapes.known());
        var masked = new StringBuilder();
        for (int from = 0; from < text.length(); from += 7) {
            masked.append(mask.next(text.substring(from, Math.min(text.length(), from + 7))));
        }
        return masked.toString();
    }
}

package dev.paddock.model.secret;

import dev.paddock.model.secret.SecretShape.Alphabet;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// The shapes of secrets that are known without the secret.
public final class SecretShapes {

    private static final String KEY = "dk_live_";
    private static final int KEY_DIGITS = 40;
    private static final int UUID_LENGTH = 36;
    private static final int TOKEN_DIGITS = 64;
    private static final int FORGE_DIGITS = 36;
    private static final int FORGE_FINE_DIGITS = 82;
    private static final int OTHER_FORGE_DIGITS = 20;
    private static final int BYTE = 8;
    private static final int DIGIT = 6;

    private static final List<SecretShape> WELL_KNOWN = wellKnown();

    private SecretShapes() {}

    /// Paddock's keys and the tokens of the usual forges, as they are and in base64, and the tokens of its tasks.
    public static List<SecretShape> known() {
        return WELL_KNOWN;
    }

    /// A text of `head` and `rest` more characters as base64, wherever it stands in what was encoded.
    ///
    /// @param name as of a shape; numbered
    /// @param head of ASCII characters
    public static List<SecretShape> base64(String name, String head, int rest) {
        List<SecretShape> shapes = new ArrayList<>();
        for (int before = 0; before < 3; before++) {
            String encoded = Base64.getEncoder()
                    .withoutPadding()
                    .encodeToString(("\0".repeat(before) + head).getBytes(StandardCharsets.US_ASCII));
            // The digits that `head` alone decides.
            int from = Math.ceilDiv(before * BYTE, DIGIT);
            int to = (before + head.length()) * BYTE / DIGIT;
            int all = Math.ceilDiv((before + head.length() + rest) * BYTE, DIGIT);
            shapes.add(
                    new SecretShape(name + before, encoded.substring(from, to), all - to, Alphabet.BASE64, to - from));
        }
        return shapes;
    }

    private static List<SecretShape> wellKnown() {
        List<SecretShape> shapes = new ArrayList<>();
        shapes.add(new SecretShape("key", KEY, KEY_DIGITS, Alphabet.HEX, KEY.length()));
        shapes.addAll(base64("key-base64-", KEY, KEY_DIGITS));
        // The task's id in a token is no secret.
        int open = "pt_".length() + UUID_LENGTH + 1;
        shapes.add(new SecretShape("token", "pt_", UUID_LENGTH + 1 + TOKEN_DIGITS, Alphabet.HEX_PARTS, open));
        for (String head : List.of("ghp_", "gho_", "ghu_", "ghs_", "ghr_")) {
            shapes.addAll(forge(head, FORGE_DIGITS, Alphabet.WORD));
        }
        shapes.addAll(forge("github_pat_", FORGE_FINE_DIGITS, Alphabet.WORD));
        shapes.addAll(forge("glpat-", OTHER_FORGE_DIGITS, Alphabet.BASE64));
        return List.copyOf(shapes);
    }

    /// A forge's token, as it is and in base64, as in the header of a clone over HTTP.
    private static List<SecretShape> forge(String head, int rest, Alphabet alphabet) {
        List<SecretShape> shapes = base64(head + "base64-", head, rest);
        shapes.addFirst(new SecretShape(head, head, rest, alphabet, head.length()));
        return shapes;
    }
}

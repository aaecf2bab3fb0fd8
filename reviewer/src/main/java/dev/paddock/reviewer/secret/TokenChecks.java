package dev.paddock.reviewer.secret;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.zip.CRC32;

/// Formats that prove themselves: a chance match fails the check.
final class TokenChecks {

    private static final int PADDOCK_PREFIX = "dk_live_".length();
    private static final int PADDOCK_RANDOM = 32;

    private TokenChecks() {}

    /// `dk_live_` and 40 hex digits, of which the last 8 are the CRC32 of the 32 before them.
    static boolean paddockKey(String key) {
        String random = key.substring(PADDOCK_PREFIX, PADDOCK_PREFIX + PADDOCK_RANDOM);
        var crc = new CRC32();
        crc.update(random.getBytes(StandardCharsets.US_ASCII));
        return key.endsWith(HexFormat.of().toHexDigits((int) crc.getValue()));
    }

    /// A JWT whose header names a signature, and which is not the one that every introduction to them shows.
    static boolean signedToken(String token) {
        int first = token.indexOf('.');
        int second = token.indexOf('.', first + 1);
        try {
            String header = decoded(token.substring(0, first));
            String claims = decoded(token.substring(first + 1, second));
            return header.contains("\"alg\"")
                    && !header.contains("\"none\"")
                    && !claims.contains("1234567890")
                    && !Placeholders.madeUp(token.substring(second + 1));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String decoded(String part) {
        return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
    }
}

package dev.paddock.standalone.credentials;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/// An API key in plain text: `dk_live_` and 40 lower-case hex digits, the last 8 of which are the CRC32 of the first
/// 32, so that a typo is known without asking anyone and a scanner for secrets can be sure.
public record ApiKey(String text) {

    private static final String PREFIX = "dk_live_";
    private static final Pattern SHAPE = Pattern.compile(PREFIX + "[0-9a-f]{40}");
    private static final int RANDOM_DIGITS = 32;

    /// Throws [IllegalArgumentException] when `text` is no such key; the message does not repeat it.
    public ApiKey {
        if (!SHAPE.matcher(text).matches() || !text.endsWith(checksum(text.substring(PREFIX.length())))) {
            throw new IllegalArgumentException("not an API key");
        }
    }

    /// A new key of 128 random bits.
    public static ApiKey random(SecureRandom random) {
        byte[] bytes = new byte[RANDOM_DIGITS / 2];
        random.nextBytes(bytes);
        String digits = HexFormat.of().formatHex(bytes);
        return new ApiKey(PREFIX + digits + checksum(digits));
    }

    private static String checksum(String digits) {
        var crc = new CRC32();
        crc.update(digits.substring(0, RANDOM_DIGITS).getBytes(StandardCharsets.US_ASCII));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }

    /// Never the key itself: it would end up in a log.
    @Override
    public String toString() {
        return PREFIX + "…";
    }
}

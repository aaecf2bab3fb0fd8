package dev.paddock.controlplane.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/// The text of an API key: `dk_live_` and 40 lower-case hex digits, the last 8 of which are the CRC32 of the first 32.
///
/// The checksum lets a misspelled key be refused without a look at the ledger, and lets scanners tell a key from
/// chance. The secret of a client has the same shape, so that whatever masks keys masks it too.
public record ApiKey(String text) {

    private static final Pattern SHAPE = Pattern.compile("dk_live_[0-9a-f]{40}");
    private static final int PREFIX = "dk_live_".length();
    private static final int RANDOM = 32;
    // 32 of 128 bits: enough to tell keys apart, and 96 bits are left to guess.
    private static final int SHOWN = PREFIX + 8;
    private static final SecureRandom DICE = new SecureRandom();

    /// A key that nobody had before.
    public static ApiKey random() {
        byte[] bytes = new byte[RANDOM / 2];
        DICE.nextBytes(bytes);
        String digits = HexFormat.of().formatHex(bytes);
        return new ApiKey("dk_live_" + digits + checksum(digits));
    }

    /// The key that `text` spells, or empty when it cannot be one.
    public static Optional<ApiKey> parse(String text) {
        if (!SHAPE.matcher(text).matches()) {
            return Optional.empty();
        }
        boolean matches = checksum(text.substring(PREFIX, PREFIX + RANDOM)).equals(text.substring(PREFIX + RANDOM));
        return matches ? Optional.of(new ApiKey(text)) : Optional.empty();
    }

    private static String checksum(String digits) {
        CRC32 crc = new CRC32();
        crc.update(digits.getBytes(StandardCharsets.US_ASCII));
        return HexFormat.of().toHexDigits(crc.getValue(), 8);
    }

    /// What the ledger keeps instead of the key: a SHA-256.
    public byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /// The beginning by which people tell their keys apart.
    public String prefix() {
        return prefix(text);
    }

    /// The beginning of what somebody shows as a key.
    public static String prefix(String text) {
        return text.substring(0, Math.min(SHOWN, text.length()));
    }

    @Override
    public String toString() {
        return "dk_live_…";
    }
}

package dev.paddock.controlplane.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/// The text of an API key: `dk_live_` and 40 lower-case hex digits, the last 8 of which are the CRC32 of the first 32.
///
/// The checksum lets a misspelled key be refused without a look at the ledger, and lets scanners tell a key from
/// chance.
record ApiKey(String text) {

    private static final Pattern SHAPE = Pattern.compile("dk_live_[0-9a-f]{40}");
    private static final int PREFIX = "dk_live_".length();
    private static final int RANDOM = 32;

    /// The key that `text` spells, or empty when it cannot be one.
    static Optional<ApiKey> parse(String text) {
        if (!SHAPE.matcher(text).matches()) {
            return Optional.empty();
        }
        CRC32 crc = new CRC32();
        crc.update(text.substring(PREFIX, PREFIX + RANDOM).getBytes(StandardCharsets.US_ASCII));
        boolean matches = HexFormat.of().toHexDigits(crc.getValue(), 8).equals(text.substring(PREFIX + RANDOM));
        return matches ? Optional.of(new ApiKey(text)) : Optional.empty();
    }

    /// What the ledger keeps instead of the key: a SHA-256.
    byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "dk_live_…";
    }
}

package dev.paddock.controlplane.storage;

import com.fasterxml.jackson.annotation.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/// The SHA-256 of some bytes, which is their name.
///
/// @param hex 64 lower-case hexadecimal digits
public record Digest(@JsonValue String hex) implements Comparable<Digest> {

    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");
    private static final int BUFFER = 128 * 1024;

    /// Throws [IllegalArgumentException] for any other text; see [#parse].
    public Digest {
        if (!HEX.matcher(hex).matches()) {
            throw new IllegalArgumentException("not a SHA-256 in hexadecimal digits");
        }
    }

    /// The digest that `text` spells; empty when it spells none.
    public static Optional<Digest> parse(String text) {
        return HEX.matcher(text).matches() ? Optional.of(new Digest(text)) : Optional.empty();
    }

    /// The digest of `content`.
    public static Digest of(byte[] content) {
        return of(sha256(), content);
    }

    /// The digest of all that `content` has, which is read to its end. Does not close it.
    public static Digest of(InputStream content) throws IOException {
        MessageDigest sum = sha256();
        byte[] buffer = new byte[BUFFER];
        for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
            sum.update(buffer, 0, n);
        }
        return of(sum);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /// What `sum` has come to. It begins anew.
    static Digest of(MessageDigest sum) {
        return of(sum, new byte[0]);
    }

    private static Digest of(MessageDigest sum, byte[] rest) {
        return new Digest(HexFormat.of().formatHex(sum.digest(rest)));
    }

    @Override
    public int compareTo(Digest other) {
        return hex.compareTo(other.hex);
    }

    @Override
    public String toString() {
        return hex;
    }
}

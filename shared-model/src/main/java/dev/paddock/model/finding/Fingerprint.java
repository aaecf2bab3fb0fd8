package dev.paddock.model.finding;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/// Gives each finding of a review an identity that survives when lines above it come or go.
///
/// It is made of the rule, the path, the text of the line without its white space, and, where the same text breaks
/// the same rule again in the file, which time it is. One instance serves one review, findings in the order of
/// their lines. Not thread-safe.
public final class Fingerprint {

    private final Map<String, Integer> seen = new HashMap<>();

    /// 32 lower-case hex digits: the first 16 bytes of a SHA-256.
    public String of(String rule, String path, String lineText) {
        String base = rule + '\0' + path + '\0' + lineText.replaceAll("\\s+", "");
        int occurrence = seen.merge(base, 1, Integer::sum);
        byte[] digest = sha256().digest((base + '\0' + occurrence).getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest, 0, 16);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

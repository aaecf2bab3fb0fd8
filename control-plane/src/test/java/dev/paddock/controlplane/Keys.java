package dev.paddock.controlplane;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;
import java.util.zip.CRC32;
import org.jdbi.v3.core.Jdbi;

/// Keys beside the two that the server is started with.
public final class Keys {

    private Keys() {}

    /// A well-formed key that nobody knows.
    public static String unknown() {
        String random = UUID.randomUUID().toString().replace("-", "");
        CRC32 crc = new CRC32();
        crc.update(random.getBytes(StandardCharsets.US_ASCII));
        return "dk_live_" + random + HexFormat.of().toHexDigits(crc.getValue(), 8);
    }

    /// A key of a role.
    public static String of(Jdbi ledger, String role) {
        return store(ledger, role, "null");
    }

    /// A key that is good no more.
    public static String revoked(Jdbi ledger, String role) {
        return store(ledger, role, "now()");
    }

    private static String store(Jdbi ledger, String role, String revokedAt) {
        String key = unknown();
        ledger.useHandle(handle -> handle.execute(
                "insert into api_key (id, name, role, hash, revoked_at) values (?, 'test', ?, ?, " + revokedAt + ")",
                "key_" + UUID.randomUUID(),
                role,
                sha256(key)));
        return key;
    }

    private static byte[] sha256(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

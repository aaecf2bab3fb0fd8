package dev.paddock.controlplane.baseline;

import dev.paddock.controlplane.storage.Digest;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.erdtman.jcs.JsonCanonicalizer;

/// What snapshots are told apart by: the SHA-256 of their canonical form (RFC 8785), whatever the order of members and
/// the spelling of numbers.
public final class SnapshotDigest {

    private SnapshotDigest() {}

    /// The digest of JSON; empty when it has no canonical form, since it holds a number that is none in IEEE 754.
    public static Optional<Digest> of(String json) {
        try {
            if (json.startsWith("{") || json.startsWith("[")) {
                return Optional.of(Digest.of(new JsonCanonicalizer(json).getEncodedUTF8()));
            }
            // It begins with an object or a list: a bare value is put into one, and taken out again.
            byte[] list = new JsonCanonicalizer("[" + json + "]").getEncodedUTF8();
            return Optional.of(Digest.of(Arrays.copyOfRange(list, 1, list.length - 1)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}

package dev.paddock.controlplane.baseline;

import dev.paddock.controlplane.storage.Digest;
import java.io.IOException;
import java.util.Optional;
import org.erdtman.jcs.JsonCanonicalizer;

/// What snapshots are told apart by: the SHA-256 of their canonical form (RFC 8785), whatever the order of members and
/// the spelling of numbers.
public final class SnapshotDigest {

    private SnapshotDigest() {}

    /// The digest of JSON; empty when it has no canonical form, since it holds a number that is none in IEEE 754.
    public static Optional<Digest> of(String json) {
        try {
            // The canonical form begins with an object or a list; a bare value is put into one.
            String whole = json.startsWith("{") || json.startsWith("[") ? json : "[" + json + "]";
            return Optional.of(Digest.of(new JsonCanonicalizer(whole).getEncodedUTF8()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}

package dev.paddock.controlplane.blob;

import dev.paddock.controlplane.storage.Digest;

/// What became of bytes that were to be stored.
public sealed interface Put {

    /// They are stored, and stay for the grace time, or as long as something refers to them.
    ///
    /// @param bytes how many
    /// @param deduped whether they had been stored before
    record Stored(Digest digest, long bytes, boolean deduped) implements Put {}

    /// There are more than the limit. Nothing was stored.
    ///
    /// @param most the limit, in bytes
    record TooLarge(long most) implements Put {}

    /// They have another digest than was announced. Nothing was stored.
    record Mismatch(Digest announced, Digest found) implements Put {}
}

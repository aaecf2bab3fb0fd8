package dev.paddock.controlplane.watch;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// A reply, and the tag of the state it shows.
///
/// @param body JSON in UTF-8
/// @param tag what an `ETag` says between its quotes
public record Tagged(byte[] body, String tag) {

    private static final int TAG_BYTES = 16;

    /// A reply that shows nothing but its state.
    public static Tagged of(byte[] body) {
        try {
            return withDigest(body, MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /// A reply with members that change while nothing happens, such as an age in seconds.
    ///
    /// @param state SHA-256 of the reply without them
    public static Tagged withDigest(byte[] body, byte[] state) {
        return new Tagged(body, HexFormat.of().formatHex(state, 0, TAG_BYTES));
    }

    /// The value of the header. Weak: the same state may come compressed, or at another second.
    String etag() {
        return "W/\"" + tag + "\"";
    }
}

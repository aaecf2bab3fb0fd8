package dev.paddock.controlplane.image;

/// A PNG that was looked at and is whole.
///
/// @param bytes all of it
/// @param header what it says of itself
public record Png(byte[] bytes, PngHeader header) {

    /// How many pixels it has.
    public long pixels() {
        return header.pixels();
    }
}

package dev.paddock.controlplane.screenshot;

/// A screenshot that was sent by itself.
///
/// @param digest its SHA-256
/// @param bytes how many it has
/// @param width in pixels
/// @param height in pixels
/// @param deduped whether the repository had it before
public record StoredScreenshot(String digest, long bytes, int width, int height, boolean deduped) {}

package dev.paddock.controlplane.baseline;

/// Reply to a baseline that was sent.
///
/// @param deduped whether the newest version was the same before
public record CreatedBaseline(String target, String kind, int version, String digest, boolean deduped) {}

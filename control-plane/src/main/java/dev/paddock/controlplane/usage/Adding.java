package dev.paddock.controlplane.usage;

/// What a call adds to what a repository uses.
public enum Adding {
    /// Bytes alone: a screenshot, a baseline.
    BYTES,
    /// A run and its bytes.
    REPORT
}

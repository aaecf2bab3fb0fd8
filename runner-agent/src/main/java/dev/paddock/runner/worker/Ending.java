package dev.paddock.runner.worker;

/// Why a runner ended.
public sealed interface Ending {

    /// It was told to.
    record Stopped() implements Ending {}

    /// The control plane will not have it: why, and what to do, in one sentence.
    record Refused(String sentence) implements Ending {}
}

package dev.paddock.runner.worker;

/// Why a runner ended.
public sealed interface Ending {

    /// It was told to.
    record Stopped() implements Ending {}

    /// It was to work on one task, and has, or none came in time.
    record Done() implements Ending {}

    /// It was to work on one task, and could not register all the time: what to check, in one sentence.
    record Unreached(String sentence) implements Ending {}

    /// The control plane will not have it: why, and what to do, in one sentence.
    record Refused(String sentence) implements Ending {}
}

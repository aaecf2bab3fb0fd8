package dev.paddock.controlplane.watch;

import dev.paddock.model.run.RunId;
import java.util.Optional;

/// One way to read a run. Those that wait for the same run and were given the same instance share what it reads, so a
/// resource keeps one of each kind.
@FunctionalInterface
public interface Reading {

    /// The run as it is now, or empty when there is none. Called on virtual threads; may block.
    Optional<Tagged> read(RunId run);

    /// As [#read], for the call in work: what its reply takes may be kept until it was sent.
    default Optional<Tagged> readForCaller(RunId run) {
        return read(run);
    }

    /// The caller has what was read, and waits for something else: it needs none of it.
    default void callerWaits() {}
}

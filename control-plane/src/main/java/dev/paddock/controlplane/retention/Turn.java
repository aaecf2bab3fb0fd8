package dev.paddock.controlplane.retention;

import java.time.Instant;

/// The right to sweep, which one replica at a time has: while it renews it.
///
/// @param id of the sweep
/// @param expired what is older goes
record Turn(String id, Instant expired, boolean dryRun) {

    /// What a sweep has done.
    ///
    /// @param deleted builds
    /// @param cleared runs
    /// @param skipped of both
    record Done(long deleted, long cleared, long skipped, long bytes) {

        static final Done NOTHING = new Done(0, 0, 0, 0);

        Done plus(Done more) {
            return new Done(deleted + more.deleted, cleared + more.cleared, skipped + more.skipped, bytes + more.bytes);
        }
    }
}

package dev.paddock.proving.drill.runner;

/// How long a runner may work on a task, by its own clock: as the agent reckons.
final class Fence {

    /// The share of a lease that is kept for stopping.
    private static final int MARGIN_PART = 6;

    private static final long LONGEST_MARGIN = 10_000;

    private final long length;
    private final long margin;
    private long newest;

    /// @param startedAt when the call that took the lease began, in milliseconds of the boot clock
    /// @param length of a lease in milliseconds
    Fence(long startedAt, long length) {
        this.newest = startedAt;
        this.length = length;
        this.margin = Math.min(LONGEST_MARGIN, length / MARGIN_PART);
    }

    /// A call that names the task was accepted; it began at `startedAt`.
    synchronized void renewed(long startedAt) {
        newest = Math.max(newest, startedAt);
    }

    /// Whether the work must have ended at `now`.
    synchronized boolean isOver(long now) {
        return now >= newest + length - margin;
    }

    /// Whether no result would be taken any more at `now`.
    synchronized boolean isGone(long now) {
        return now >= newest + length + margin;
    }
}

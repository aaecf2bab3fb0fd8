package dev.paddock.proving.day;

import java.util.ArrayList;
import java.util.List;

/// One runner of the fleet.
final class Pod {

    private final int readyAt;
    private final List<Integer> ends = new ArrayList<>();
    private boolean leaving;

    /// @param readyAt the second from which on it takes runs
    Pod(int readyAt) {
        this.readyAt = readyAt;
    }

    /// Free slots that a run may go to.
    int free(int now, int slots) {
        return leaving || now < readyAt ? 0 : slots - ends.size();
    }

    int tasks() {
        return ends.size();
    }

    /// A run is with it until `end`.
    void take(int end) {
        ends.add(end);
    }

    /// Forgets what has ended.
    void pass(int now) {
        ends.removeIf(end -> end <= now);
    }

    /// It takes nothing more, and is gone when it has nothing left.
    void leave() {
        leaving = true;
    }

    boolean isLeaving() {
        return leaving;
    }

    /// When it was or will be ready.
    int readyAt() {
        return readyAt;
    }
}

package dev.paddock.controlplane.watch;

import dev.paddock.model.run.RunId;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// One caller who waits for a run to change: a few objects and no thread.
final class Waiting {

    private final RunId run;
    private final Reading reading;
    private final Known known;
    private final CompletableFuture<Optional<Tagged>> answer = new CompletableFuture<>();
    private volatile String stamp;

    /// @param known what the caller has already
    /// @param stamp of the run, from before it was found that the caller has its state
    Waiting(RunId run, Reading reading, Known known, String stamp) {
        this.run = run;
        this.reading = reading;
        this.known = known;
        this.stamp = stamp;
    }

    RunId run() {
        return run;
    }

    Reading reading() {
        return reading;
    }

    /// What the caller does not know yet; empty when it waited in vain.
    CompletableFuture<Optional<Tagged>> answer() {
        return answer;
    }

    /// True when the run is not what it was; the newer stamp counts from now on.
    boolean isPast(String now) {
        boolean past = !stamp.equals(now);
        stamp = now;
        return past;
    }

    /// Has the run looked at again, whatever its stamp.
    void forgetStamp() {
        stamp = "";
    }

    /// Answers the caller unless this is the state it has.
    void tell(Tagged tagged) {
        if (!known.has(tagged)) {
            answer.complete(Optional.of(tagged));
        }
    }

    /// Ends the wait with nothing.
    void end() {
        answer.complete(Optional.empty());
    }
}

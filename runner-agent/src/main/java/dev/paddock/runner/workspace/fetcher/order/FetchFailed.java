package dev.paddock.runner.workspace.fetcher.order;

import dev.paddock.model.run.FailureReason;

/// Ends a fetch from any depth of it. The message is the one sentence that users read.
public final class FetchFailed extends Exception {

    private final FailureReason reason;

    public FetchFailed(FailureReason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public static FetchFailed refused(String message) {
        return new FetchFailed(FailureReason.SOURCE_REFUSED, message);
    }

    public FetchAnswer answer() {
        return new FetchAnswer(null, new FetchAnswer.Failed(reason, String.valueOf(getMessage())));
    }
}

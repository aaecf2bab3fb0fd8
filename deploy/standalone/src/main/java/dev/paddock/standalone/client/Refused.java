package dev.paddock.standalone.client;

/// The control plane answered and said no. The message is its own sentence.
public final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int status;

    Refused(int status, String detail) {
        super(detail);
        this.status = status;
    }

    /// The HTTP status.
    public int status() {
        return status;
    }

    /// Whether the credentials were missing, wrong or not enough.
    public boolean isNotAllowed() {
        return status == 401 || status == 403;
    }

    /// Whether the same call may work in a moment.
    public boolean isPassing() {
        return status == 503 || status == 502 || status == 504 || status == 429;
    }
}

package dev.paddock.standalone;

/// Something outside this program keeps it from doing its work. The message is one sentence for the person at the
/// terminal: what is in the way, and what to do about it.
public final class CouldNotRun extends RuntimeException {

    private static final long serialVersionUID = 1;

    /// @param sentence shown as it is
    public CouldNotRun(String sentence) {
        super(sentence);
    }

    /// @param sentence shown as it is
    public CouldNotRun(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}

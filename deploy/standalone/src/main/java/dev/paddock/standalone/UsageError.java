package dev.paddock.standalone;

/// The command was given something it cannot work with. The message is one sentence for the person at the terminal:
/// which argument, what is wrong with it, and what to write instead.
public final class UsageError extends RuntimeException {

    private static final long serialVersionUID = 1;

    /// @param sentence shown as it is
    public UsageError(String sentence) {
        super(sentence);
    }
}

package dev.paddock.standalone;

/// The person shows nothing that would allow the command. The message is one sentence for the person at the terminal:
/// what is missing, and how to get it.
public final class NotAllowed extends RuntimeException {

    private static final long serialVersionUID = 1;

    /// @param sentence shown as it is
    public NotAllowed(String sentence) {
        super(sentence);
    }
}

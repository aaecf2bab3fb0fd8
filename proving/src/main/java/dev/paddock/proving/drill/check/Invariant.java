package dev.paddock.proving.drill.check;

/// What must hold whatever breaks.
public enum Invariant {
    I1("no accepted run is lost"),
    I2("at most one live lease a run, attempts strictly increase"),
    I3("at most one accepted result an attempt, from the holder of the lease"),
    I4("a cancelled run never becomes anything else"),
    I5("every status change has exactly one event, in order per run"),
    I6("no plaintext secret in the database, logs, events or files"),
    I7("no file outside the task's workspace changes"),
    I8("after the fault heals, the queue drains within lease + sweep + 5 s"),
    ANSWERS("nobody is answered with a 5xx but 503 with Retry-After"),
    EXPECTED("the fault has the effect that its line of the table states");

    private final String sentence;

    Invariant(String sentence) {
        this.sentence = sentence;
    }

    /// What it says.
    public String sentence() {
        return sentence;
    }

    /// Whether breaking it means that a run was lost.
    public boolean isLoss() {
        return this == I1 || this == I8;
    }

    /// Whether breaking it means that something was done twice.
    public boolean isDouble() {
        return this == I2 || this == I3;
    }
}

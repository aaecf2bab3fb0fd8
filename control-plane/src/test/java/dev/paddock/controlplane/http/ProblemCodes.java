package dev.paddock.controlplane.http;

/// What tests of other packages need to see of a problem.
public final class ProblemCodes {

    private ProblemCodes() {}

    /// The problem's code, as on the wire.
    public static String of(ProblemException problem) {
        return problem.code().wire();
    }
}

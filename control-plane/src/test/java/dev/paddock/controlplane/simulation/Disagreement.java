package dev.paddock.controlplane.simulation;

/// The model and the ledger do not agree.
final class Disagreement extends RuntimeException {

    private static final long serialVersionUID = 1;

    Disagreement(String message) {
        super(message, null, false, false);
    }

    static void unless(boolean holds, String message) {
        if (!holds) {
            throw new Disagreement(message);
        }
    }
}

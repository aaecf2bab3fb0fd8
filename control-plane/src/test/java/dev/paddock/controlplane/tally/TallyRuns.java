package dev.paddock.controlplane.tally;

import org.jdbi.v3.core.Jdbi;

/// Tallies for tests of other packages.
public final class TallyRuns {

    private TallyRuns() {}

    /// Takes in all that is settled.
    public static void toTheEnd(Jdbi ledger) {
        Tallies tallies = new Tallies(ledger);
        while (tallies.goOn()) {
            // Another hour.
        }
    }
}

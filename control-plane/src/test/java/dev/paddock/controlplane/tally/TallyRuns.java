package dev.paddock.controlplane.tally;

import java.time.Duration;
import java.time.Instant;
import org.jdbi.v3.core.Jdbi;

/// Tallies for tests of other packages.
public final class TallyRuns {

    private TallyRuns() {}

    /// Takes in all that is settled of a ledger that nobody else uses: what is older than `recent` at once, then hour
    /// by hour. Hours of the same day write the same rows again and again, which takes most of the time.
    public static void toTheEnd(Jdbi ledger, Duration recent) {
        ledger.useTransaction(handle -> Tallies.take(handle, Instant.now().minus(recent)));
        Tallies tallies = new Tallies(ledger);
        while (tallies.goOn()) {
            // Another hour.
        }
    }
}

package dev.paddock.controlplane.tally;

import java.time.Duration;
import java.time.Instant;
import org.jdbi.v3.core.Jdbi;

/// Tallies for tests of other packages.
public final class TallyRuns {

    private TallyRuns() {}

    /// Takes in all that is settled of a ledger that nobody else uses: what is older than `recent`
    /// at once, then hour by hour. Hours of the same day write the same rows again and again, which
    /// takes most of the time. The tallies with a time of their own lag behind by some hours at
    /// first, as after a server that does not know them.
    public static void toTheEnd(Jdbi ledger, Duration recent) {
        Instant until = Instant.now().minus(recent);
        ledger.useTransaction(handle -> {
            Tallies.takeByDay(handle, until);
            Tallies.takeByMeasure(handle, until.minus(Duration.ofHours(5)));
            Tallies.takeOfBoth(handle, until.minus(Duration.ofHours(9)));
        });
        Tallies tallies = new Tallies(ledger);
        while (tallies.goOn()) {
            // Another hour.
        }
    }
}

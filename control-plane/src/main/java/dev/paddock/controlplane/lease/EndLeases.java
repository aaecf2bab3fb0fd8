package dev.paddock.controlplane.lease;

import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/// Ends every lease that is over, however many there are, each in a transaction of its own.
@Singleton
class EndLeases {

    private static final Logger LOG = Logger.getLogger(EndLeases.class);
    /// So many ends take less than a second; a mark for each keeps a long sweep from looking like a silence.
    private static final int ENDS_A_MARK = 200;

    private final Expiries expiries;
    private final EndLease endLease;
    private final LeaseConfig config;

    EndLeases(Expiries expiries, EndLease endLease, LeaseConfig config) {
        this.expiries = expiries;
        this.endLease = endLease;
        this.config = config;
    }

    /// What there is to end now; one that fails harms no other, and is found again.
    List<Runnable> turns() {
        mark();
        List<Runnable> turns = new ArrayList<>();
        expiries.expired(config.unconfirmed()).forEach(expired -> add(turns, () -> expire(expired)));
        expiries.overdue(config.deadlineGrace()).forEach(ended -> add(turns, () -> endLease.timeOut(ended)));
        return turns;
    }

    private void add(List<Runnable> turns, Runnable end) {
        turns.add(end);
        if (turns.size() % ENDS_A_MARK == 0) {
            turns.add(this::mark);
        }
    }

    private void mark() {
        expiries.mark(config.outage());
    }

    private void expire(Expiries.Expired expired) {
        Expiries.Ended ended = expired.ended();
        if (endLease.expire(ended, expired.away())) {
            LOG.infof("the lease of task %s of %s is over", ended.task(), ended.run());
        }
    }
}

package dev.paddock.controlplane.sql;

import java.time.Duration;
import org.jboss.logging.Logger;

/// What a server does in the ledger before it serves anybody. A ledger that does not answer now must not end it: it may
/// be under load, or restarting, and where nobody starts servers again one would be missing from then on.
public final class AtStart {

    private static final Logger LOG = Logger.getLogger(AtStart.class);
    private static final Duration PACE = Duration.ofSeconds(1);

    private AtStart() {}

    /// Does `work`, again and again while the ledger is away, and says so once. Whatever else `work`
    /// throws is thrown on; so is the ledger's failure when the thread is interrupted.
    ///
    /// @param what `work` does, for the log
    public static void insist(String what, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            refuseUnlessOutage(e);
            LOG.warnf("start: %s waits for the ledger: %s", what, e);
            repeat(work, e);
        }
    }

    private static void repeat(Runnable work, RuntimeException failure) {
        RuntimeException last = failure;
        while (last != null) {
            try {
                Thread.sleep(PACE);
                work.run();
                last = null;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw last;
            } catch (RuntimeException e) {
                refuseUnlessOutage(e);
                last = e;
            }
        }
    }

    private static void refuseUnlessOutage(RuntimeException e) {
        if (!Outages.isOutage(e)) {
            throw e;
        }
    }
}

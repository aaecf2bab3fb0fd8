package dev.paddock.controlplane.retention;

import dev.paddock.controlplane.loop.Chore;
import dev.paddock.controlplane.retention.Turn.Done;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/// Sweeps when it is time. One replica at a time does; one that dies in the middle is followed by the next sweep.
@Singleton
class RetentionLoop {

    private static final Logger LOG = Logger.getLogger(RetentionLoop.class);
    private static final String SUCCESS = "success";
    private static final String FAILED = "failed";

    private final RetentionStore store;
    private final RetentionSweep sweep;
    private final MeterRegistry meters;

    RetentionLoop(RetentionStore store, RetentionSweep sweep, MeterRegistry meters) {
        this.store = store;
        this.sweep = sweep;
        this.meters = meters;
    }

    /// A counter that is there from the start shows its first event too.
    void start(@Observes StartupEvent event) {
        List.of(SUCCESS, FAILED).forEach(this::sweeps);
        count(Done.NOTHING);
    }

    @Produces
    @Singleton
    Chore sweeping(RetentionConfig config) {
        return new Chore("retention", config.look(), this::look);
    }

    /// Sweeps when it is time. Never has more to do.
    boolean look() throws InterruptedException {
        Optional<Turn> turn = store.begin();
        if (turn.isPresent()) {
            carryOut(turn.get());
        }
        return false;
    }

    private void carryOut(Turn turn) throws InterruptedException {
        try {
            Optional<Done> done = sweep.sweep(turn);
            if (done.isEmpty()) {
                LOG.warnf("the sweep %s was slower than its lease and ends", turn.id());
                sweeps(FAILED).increment();
                return;
            }
            store.end(turn, null);
            tell(turn, done.get());
        } catch (InterruptedException e) {
            fail(turn, "The server was stopped; the next sweep goes on.");
            throw e;
        } catch (RuntimeException e) {
            LOG.warnf("the sweep %s failed: %s", turn.id(), e);
            LOG.debug("the failure", e);
            fail(turn, "The sweep could not go on; the server's log of this time has the reason.");
        }
    }

    private void tell(Turn turn, Done done) {
        sweeps(SUCCESS).increment();
        if (!turn.dryRun()) {
            count(done);
        }
        if (!done.equals(Done.NOTHING)) {
            LOG.infof(
                    "%s %d builds, reports and logs of %d runs, %d bytes; %d were left out",
                    turn.dryRun() ? "dry run: would delete" : "deleted for their age:",
                    done.deleted(),
                    done.cleared(),
                    done.bytes(),
                    done.skipped());
        }
    }

    /// As well as it can: where the ledger is away, the lease says it later.
    private void fail(Turn turn, String reason) {
        sweeps(FAILED).increment();
        try {
            store.end(turn, reason);
        } catch (RuntimeException e) {
            LOG.debugf(e, "the end of the sweep %s could not be noted", turn.id());
        }
    }

    private Counter sweeps(String status) {
        return Counter.builder("paddock.retention.sweeps")
                .description("Sweeps that this replica ended, by how")
                .tag("status", status)
                .register(meters);
    }

    private void count(Done done) {
        deleted("build", done.deleted());
        deleted("run", done.cleared());
        Counter.builder("paddock.retention.freed")
                .description("Bytes that were freed because of their age")
                .baseUnit("bytes")
                .register(meters)
                .increment(done.bytes());
    }

    private void deleted(String what, long number) {
        Counter.builder("paddock.retention.deleted")
                .description("Builds that were deleted, and runs whose reports and logs were")
                .tag("what", what)
                .register(meters)
                .increment(number);
    }
}

package dev.paddock.controlplane.gate;

import dev.paddock.controlplane.memory.LargeBodies;
import dev.paddock.controlplane.watch.Reading;
import dev.paddock.controlplane.watch.Tagged;
import dev.paddock.model.run.RunId;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/// Room in the heap for gates: one of thousands of results, or of long names, is large.
@Singleton
class GateRoom {

    /// Bytes of a result in JSON beside its names.
    private static final int MORE = 400;
    /// Smaller ones, of some hundred results, wait for nothing.
    private static final int SMALL = 256 << 10;

    private final Jdbi jdbi;
    private final LargeBodies large;

    GateRoom(Jdbi jdbi, LargeBodies large) {
        this.jdbi = jdbi;
        this.large = large;
    }

    /// `reading`, which has its room while it is at work, and until the caller has taken the reply: 503 when there is
    /// none for long. Who waits for a change holds none until it comes.
    Reading within(Reading reading) {
        return new Within(reading);
    }

    private final class Within implements Reading {

        private final Reading reading;

        private Within(Reading reading) {
            this.reading = reading;
        }

        @Override
        public Optional<Tagged> read(RunId run) {
            long bytes = bytes(run);
            return bytes > SMALL ? large.withRoomForText(bytes, () -> reading.read(run)) : reading.read(run);
        }

        @Override
        public Optional<Tagged> readForCaller(RunId run) {
            long bytes = bytes(run);
            if (bytes > SMALL) {
                large.reserveForText(bytes);
            }
            return reading.read(run);
        }

        @Override
        public void callerWaits() {
            large.giveBack();
        }
    }

    /// Of the gate in JSON, about.
    private long bytes(RunId run) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select (select coalesce(sum(2 * octet_length(target) + octet_length(kind) + :more), 0)
                                from report_result where run_id = :run)
                            + (select coalesce(sum(2 * octet_length(path) + :more), 0)
                                from reviewed_file where run_id = :run)
                        """)
                .bind("run", run.value())
                .bind("more", MORE)
                .mapTo(Long.class)
                .one());
    }
}

package dev.paddock.controlplane.disk;

import jakarta.inject.Singleton;
import java.util.OptionalLong;
import org.jdbi.v3.core.Jdbi;

/// The SQL of `disk_alarm`.
@Singleton
class AlarmStore {

    /// So many percent points below the threshold does the disk have to be before the alarm is raised again: a disk
    /// that goes up and down by a little at the threshold is told once.
    static final int CLEARLY = 2;

    private final Jdbi jdbi;

    AlarmStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    int threshold() {
        return jdbi.withHandle(handle -> handle.createQuery("select threshold_percent from disk_alarm")
                .mapTo(Integer.class)
                .one());
    }

    void setThreshold(int percent) {
        jdbi.useHandle(handle -> handle.createUpdate("update disk_alarm set threshold_percent = :percent")
                .bind("percent", percent)
                .execute());
    }

    /// Raises the alarm when the disk has reached the threshold; of all replicas one does. Which time it is; empty when
    /// it is raised already, or need not be.
    OptionalLong raise(int percent) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        update disk_alarm set raised = true, times = times + 1
                        where not raised and threshold_percent <= :percent returning times
                        """)
                        .bind("percent", percent)
                        .mapTo(Long.class)
                        .findOne())
                .map(OptionalLong::of)
                .orElseGet(OptionalLong::empty);
    }

    /// Takes it back when the disk is clearly below the threshold.
    void calm(int percent) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        update disk_alarm set raised = false where raised and threshold_percent - :clearly > :percent
                        """)
                .bind("clearly", CLEARLY)
                .bind("percent", percent)
                .execute());
    }
}

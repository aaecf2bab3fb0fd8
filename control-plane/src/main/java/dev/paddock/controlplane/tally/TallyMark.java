package dev.paddock.controlplane.tally;

import dev.paddock.controlplane.sql.Columns;
import java.time.Instant;
import java.time.LocalDate;
import org.jdbi.v3.core.Handle;

/// Up to when runs are in the tallies.
///
/// @param at those by day have the runs created, and those ended, until then and not later
/// @param measured those by start and duration have the runs ended until then and not later
public record TallyMark(Instant at, Instant measured) {

    /// As it stands now. Before the first tally it is the epoch: no run is older.
    public static TallyMark read(Handle handle) {
        return handle.createQuery(
                        "select greatest(at, 'epoch') as at, greatest(measured, 'epoch') as measured from tally_until")
                .map((row, context) -> new TallyMark(Columns.instant(row, "at"), Columns.instant(row, "measured")))
                .one();
    }

    /// Today in UTC, by the ledger's clock.
    public static LocalDate today(Handle handle) {
        return handle.createQuery("select (now() at time zone 'UTC')::date as today")
                .map((row, context) -> row.getObject("today", LocalDate.class))
                .one();
    }
}

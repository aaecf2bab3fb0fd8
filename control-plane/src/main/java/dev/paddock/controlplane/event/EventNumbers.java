package dev.paddock.controlplane.event;

import dev.paddock.controlplane.sql.Columns;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/// The SQL that gives events their numbers and remembers which are on their topic.
@Singleton
class EventNumbers {

    // Any number that no other advisory lock of this schema uses; the second one is the table's.
    private static final int NUMBERING_LOCK = 7_201_001;

    private final Jdbi jdbi;

    EventNumbers(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /// Gives up to `limit` visible events their numbers; returns how many. Zero also while another replica does it.
    /// Writes nothing when there is nothing to number.
    @Transactional
    public int number(EventTable table, int limit) {
        return jdbi.withHandle(handle -> {
            boolean any = handle.createQuery("""
                            select case when exists (select from %s where no is null)
                                then pg_try_advisory_xact_lock(:lock, hashtext(:table)) else false end
                            """.formatted(table.name()))
                    .bind("lock", NUMBERING_LOCK)
                    .bind("table", table.name())
                    .mapTo(Boolean.class)
                    .one();
            if (!any) {
                return 0;
            }
            return handle.createUpdate("""
                            with batch as (
                                select {key}, seq, row_number() over (order by at, {key}, seq) as place
                                from (select {key}, seq, at from {table} where no is null
                                      order by at, {key}, seq limit :limit) unnumbered
                            ), moved as (
                                update event_cursor set no = no + (select count(*) from batch)
                                where name = :cursor and exists (select from batch)
                                returning no - (select count(*) from batch) as before
                            )
                            update {table} e set no = moved.before + batch.place
                            from batch, moved where e.{key} = batch.{key} and e.seq = batch.seq
                            """.replace("{key}", table.key()).replace("{table}", table.name()))
                    .bind("limit", limit)
                    .bind("cursor", table.numbered())
                    .execute();
        });
    }

    /// The next numbered events that are not on their topic yet.
    List<EventTable.Row> unrelayed(EventTable table, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select no, {key} as key, seq, at, body, {trace} as trace from {table} e
                        where no > (select no from event_cursor where name = :cursor)
                        order by no limit :limit
                        """.replace("{key}", table.key())
                        .replace("{table}", table.name())
                        .replace("{trace}", table.traceColumn()))
                .bind("cursor", table.relayed())
                .bind("limit", limit)
                .map((row, context) -> new EventTable.Row(
                        row.getLong("no"),
                        row.getString("key"),
                        row.getLong("seq"),
                        Columns.instant(row, "at"),
                        row.getString("body"),
                        row.getString("trace")))
                .list());
    }

    /// Remembers that all events up to `no` are on their topic.
    void relayed(EventTable table, long no) {
        jdbi.useHandle(
                handle -> handle.createUpdate("update event_cursor set no = :no where name = :cursor and no < :no")
                        .bind("cursor", table.relayed())
                        .bind("no", no)
                        .execute());
    }
}

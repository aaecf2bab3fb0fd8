package dev.paddock.controlplane.notification;

import dev.paddock.controlplane.sql.Columns;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;

/// The SQL of the order in which notifications become visible: who has seen number 7 has missed none below it,
/// whichever transaction was the first to commit.
@Singleton
class VisibleOrder {

    /// One notification, with what becomes of it for the readers that were asked for.
    record Row(long no, Audience audience, NotificationView view, Set<String> readBy, Set<String> deletedBy) {}

    private final Jdbi jdbi;
    private final NotificationStore store;

    VisibleOrder(Jdbi jdbi, NotificationStore store) {
        this.jdbi = jdbi;
        this.store = store;
    }

    /// Gives up to `limit` notifications their numbers; returns how many. Zero also while another replica does it.
    @Transactional
    public int number(int limit) {
        return jdbi.withHandle(handle -> {
            Optional<Long> head = handle.createQuery("""
                            select no from notification_head
                            where exists (select from notification where no is null) for update skip locked
                            """).mapTo(Long.class).findOne();
            if (head.isEmpty()) {
                return 0;
            }
            // A statement of its own: it sees what was numbered before the lock was had.
            int numbered = handle.createUpdate("""
                            update notification n set no = :head + batch.nth
                            from (select id, row_number() over (order by created_at, id) as nth
                                from notification where no is null order by created_at, id limit :limit) batch
                            where n.id = batch.id
                            """)
                    .bind("head", head.get())
                    .bind("limit", limit)
                    .execute();
            handle.createUpdate("update notification_head set no = no + :numbered")
                    .bind("numbered", numbered)
                    .execute();
            return numbered;
        });
    }

    /// The newest number.
    long newest() {
        return jdbi.withHandle(handle -> handle.createQuery("select no from notification_head")
                .mapTo(Long.class)
                .one());
    }

    /// The first `limit` after `place`, whomever they are for.
    List<Row> after(long place, Collection<String> readers, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select n.*,
                            array(select reader from notification_mark m
                                where m.notification_id = n.id and m.reader = any(:readers)) as read_by,
                            array(select reader from notification_mark m
                                where m.notification_id = n.id and m.reader = any(:readers) and m.deleted) as deleted_by
                        from notification n where n.no > :place order by n.no limit :limit
                        """)
                .bind("place", place)
                .bind("limit", limit)
                .bindArray("readers", String.class, readers)
                .map((row, context) -> row(row))
                .list());
    }

    private Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getLong("no"),
                new Audience(
                        row.getString("repository_id"),
                        row.getString("project"),
                        row.getBoolean("for_managers"),
                        row.getString("recipient")),
                store.view(row, false),
                Set.copyOf(Columns.texts(row, "read_by")),
                Set.copyOf(Columns.texts(row, "deleted_by")));
    }
}

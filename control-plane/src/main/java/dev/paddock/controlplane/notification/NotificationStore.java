package dev.paddock.controlplane.notification;

import dev.paddock.controlplane.http.PublicUrl;
import dev.paddock.controlplane.sql.Columns;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// The SQL of `notification` for its readers, and of their marks.
@Singleton
class NotificationStore {

    private static final String UNDELETED = """
             from notification n left join notification_mark m on m.notification_id = n.id and m.reader = :reader
            where not coalesce(m.deleted, false) and
            """ + Viewer.VISIBLE;

    private final Jdbi jdbi;
    private final PublicUrl url;

    NotificationStore(Jdbi jdbi, PublicUrl url) {
        this.jdbi = jdbi;
        this.url = url;
    }

    /// What the viewer has not deleted, newest first.
    ///
    /// @param limit how many; null = all
    List<NotificationView> list(Viewer viewer, boolean unread, @Nullable Integer limit) {
        return jdbi.withHandle(handle -> viewer.bind(handle.createQuery("select n.*, m.reader is not null as read"
                        + UNDELETED + " and (not :unread or m.reader is null) order by n.no desc limit :limit"))
                .bind("unread", unread)
                .bind("limit", limit)
                .map((row, context) -> view(row, row.getBoolean("read")))
                .list());
    }

    /// How many the viewer has not read.
    long unread(Viewer viewer) {
        return jdbi.withHandle(
                handle -> viewer.bind(handle.createQuery("select count(*)" + UNDELETED + " and m.reader is null"))
                        .mapTo(Long.class)
                        .one());
    }

    /// Marks one as read, or as deleted; false when the viewer has none of this id.
    boolean mark(Viewer viewer, UUID id, boolean deleted) {
        return jdbi.withHandle(handle -> viewer.bind(handle.createQuery("with seen as (select n.id" + UNDELETED + """
                                 and n.id = :id for key share of n
                            ), marked as (
                                insert into notification_mark (notification_id, reader, deleted)
                                select id, :reader, :deleted from seen
                                on conflict (notification_id, reader) do update
                                    set deleted = notification_mark.deleted or excluded.deleted
                            )
                            select exists (select from seen)
                            """))
                .bind("id", id)
                .bind("deleted", deleted)
                .mapTo(Boolean.class)
                .one());
    }

    /// Marks all as read that the viewer could see when the statement began. Those that are deleted for everybody
    /// meanwhile need no mark, and nobody waits for them.
    void markAll(Viewer viewer) {
        jdbi.useHandle(handle -> viewer.bind(handle.createUpdate("with unread as (select n.id" + UNDELETED + """
                                 and m.reader is null for key share of n skip locked)
                            insert into notification_mark (notification_id, reader, deleted)
                            select id, :reader, false from unread on conflict do nothing
                            """))
                .execute());
    }

    /// Deletes up to `limit` for everybody that are older than `keep` or behind the newest `most`; returns how many.
    int prune(Duration keep, int most, int limit) {
        return jdbi.withHandle(handle -> handle.createUpdate("""
                        delete from notification where id in (
                            (select id from notification where no <= (select no from notification_head) - :most
                                order by no limit :limit)
                            union all
                            (select id from notification
                                where no is not null and created_at < now() - :keep * interval '1 second'
                                order by created_at limit :limit)
                            limit :limit)
                        """)
                .bind("most", most)
                .bind("keep", keep.toSeconds())
                .bind("limit", limit)
                .execute());
    }

    /// A row of `notification`.
    NotificationView view(ResultSet row, boolean read) throws SQLException {
        return new NotificationView(
                row.getString("id"),
                row.getString("title"),
                row.getString("body"),
                Notice.Category.of(row.getString("category")),
                Notice.Severity.of(row.getString("severity")),
                read,
                Columns.instant(row, "created_at"),
                new NotificationView.Payload(url.link(row.getString("path"))));
    }

    /// The id that `text` spells; empty for text that can be none.
    static Optional<UUID> id(String text) {
        try {
            return text.length() == 36 ? Optional.of(UUID.fromString(text)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}

package dev.paddock.controlplane.upload;

import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/// The SQL of the order in which changes of uploads become visible: who has seen number 7 has missed no upload that
/// changed below it, whichever transaction was the first to commit. An upload that changes again gets another number.
@Singleton
class VisibleOrder {

    /// An upload as it is, and the number of its newest change.
    record Row(long no, UploadSession upload) {}

    private final Jdbi jdbi;
    private final UploadStore store;

    VisibleOrder(Jdbi jdbi, UploadStore store) {
        this.jdbi = jdbi;
        this.store = store;
    }

    /// Gives up to `limit` changed uploads their numbers; returns how many. Zero also while another replica does it.
    @Transactional
    public int number(int limit) {
        return jdbi.withHandle(handle -> {
            Optional<Long> head = handle.createQuery("""
                            select no from upload_head
                            where exists (select from upload_session where no is null) for update skip locked
                            """).mapTo(Long.class).findOne();
            if (head.isEmpty()) {
                return 0;
            }
            // A statement of its own: it sees what was numbered before the lock was had.
            int numbered = handle.createUpdate("""
                            with changed as (
                                select id from upload_session where no is null
                                order by id limit :limit for update skip locked),
                            batch as (select id, row_number() over (order by id) as nth from changed)
                            update upload_session s set no = :head + batch.nth from batch where s.id = batch.id
                            """)
                    .bind("head", head.get())
                    .bind("limit", limit)
                    .execute();
            handle.createUpdate("update upload_head set no = no + :numbered")
                    .bind("numbered", numbered)
                    .execute();
            return numbered;
        });
    }

    /// The newest number.
    long newest() {
        return jdbi.withHandle(handle -> handle.createQuery("select no from upload_head")
                .mapTo(Long.class)
                .one());
    }

    /// The first `limit` that changed after `place`, whoever may see them.
    List<Row> after(long place, int limit) {
        return jdbi.withHandle(
                handle -> handle.createQuery(UploadStore.VIEW + " where s.no > :place order by s.no limit :limit")
                        .bind("place", place)
                        .bind("limit", limit)
                        .map((row, context) -> new Row(row.getLong("no"), store.view(row)))
                        .list());
    }
}

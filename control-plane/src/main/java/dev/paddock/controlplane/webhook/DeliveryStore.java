package dev.paddock.controlplane.webhook;

import dev.paddock.controlplane.http.Paging;
import dev.paddock.controlplane.sql.Columns;
import dev.paddock.controlplane.sql.Json;
import dev.paddock.model.wire.Page;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/// The SQL of `webhook_delivery` as users see it.
@Singleton
public class DeliveryStore {

    private final Jdbi jdbi;
    private final Json json;

    DeliveryStore(Jdbi jdbi, Json json) {
        this.jdbi = jdbi;
        this.json = json;
    }

    /// What a webhook was told, newest first.
    Page<DeliveryView> page(String webhook, Paging paging) {
        return jdbi.withHandle(handle -> {
            long total = handle.createQuery("select count(*) from webhook_delivery where webhook_id = :webhook")
                    .bind("webhook", webhook)
                    .mapTo(Long.class)
                    .one();
            return paging.with(
                    handle.createQuery("""
                                    select * from webhook_delivery where webhook_id = :webhook
                                    order by created_at desc, id desc offset :skipped limit :most
                                    """)
                            .bind("webhook", webhook)
                            .bind("skipped", paging.offset())
                            .bind("most", paging.perPage())
                            .map((row, context) -> view(row))
                            .list(),
                    total);
        });
    }

    /// Has a message sent again, at once; also one that waits for its next attempt. Empty when the webhook has none
    /// of this id.
    Optional<DeliveryView> redeliver(String webhook, String id) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        update webhook_delivery set state = 'pending', finished_at = null, tries = 0, due_at = now()
                        where id = :id and webhook_id = :webhook returning *
                        """)
                .bind("id", id)
                .bind("webhook", webhook)
                .map((row, context) -> view(row))
                .findOne());
    }

    /// Nothing that waits is sent to the webhook any more.
    public void giveUp(String webhook) {
        jdbi.useHandle(
                handle -> handle.createUpdate("""
                        update webhook_delivery set state = 'failed', finished_at = now(), leased_until = null
                        where webhook_id = :webhook and state = 'pending'
                        """).bind("webhook", webhook).execute());
    }

    private DeliveryView view(ResultSet row) throws SQLException {
        String state = row.getString("state");
        return new DeliveryView(
                row.getString("id"),
                row.getString("webhook_id"),
                row.getString("event"),
                row.getString("subject"),
                state,
                List.of(json.read(row.getString("log"), DeliveryView.Attempt[].class)),
                state.equals("pending") ? Columns.instant(row, "due_at") : null,
                Columns.instant(row, "created_at"));
    }
}

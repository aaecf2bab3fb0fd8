package dev.paddock.controlplane.webhook;

import dev.paddock.controlplane.http.Paging;
import dev.paddock.controlplane.sql.Columns;
import dev.paddock.model.wire.Page;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatement;

/// The SQL of `webhook`.
@Singleton
class WebhookStore {

    private final Jdbi jdbi;

    WebhookStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /// Newest first.
    Page<WebhookView> page(Paging paging) {
        return jdbi.withHandle(handle -> {
            long total = handle.createQuery("select count(*) from webhook")
                    .mapTo(Long.class)
                    .one();
            return paging.with(
                    handle.createQuery("select * from webhook order by created_at desc, id desc"
                                    + " offset :skipped limit :most")
                            .bind("skipped", paging.offset())
                            .bind("most", paging.perPage())
                            .map((row, context) -> view(row))
                            .list(),
                    total);
        });
    }

    Optional<WebhookView> find(String id) {
        return read("select * from webhook where id = :id", id);
    }

    /// Locks a webhook for a change.
    Optional<WebhookView> lock(String id) {
        return read("select * from webhook where id = :id for no key update", id);
    }

    private Optional<WebhookView> read(String sql, String id) {
        return jdbi.withHandle(handle -> handle.createQuery(sql)
                .bind("id", id)
                .map((row, context) -> view(row))
                .findOne());
    }

    WebhookView insert(String id, WebhookRules.Content content, byte[] secret, String by) {
        return jdbi.withHandle(handle -> bind(handle.createQuery("""
                        insert into webhook (id, url, events, enabled, secret, created_by)
                        values (:id, :url, :events, :enabled, :secret, :by) returning *
                        """), content)
                .bind("id", id)
                .bind("secret", secret)
                .bind("by", by)
                .map((row, context) -> view(row))
                .one());
    }

    /// Replaces a locked webhook. One that is switched on begins anew: what failed before counts no more.
    WebhookView update(String id, WebhookRules.Content content) {
        return jdbi.withHandle(handle -> bind(handle.createQuery("""
                        update webhook set url = :url, events = :events, enabled = :enabled,
                            disabled_reason = case when :enabled then null else disabled_reason end,
                            failing_since = case when :enabled and not enabled then null else failing_since end
                        where id = :id returning *
                        """), content)
                .bind("id", id)
                .map((row, context) -> view(row))
                .one());
    }

    /// Gives it another secret; the one before goes on signing, too, for `overlap`. Empty when there is no such
    /// webhook.
    Optional<WebhookView> rotate(String id, byte[] secret, Duration overlap) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        update webhook set previous_secret = secret, secret = :secret,
                            previous_until = now() + :overlap * interval '1 second'
                        where id = :id returning *
                        """)
                .bind("id", id)
                .bind("secret", secret)
                .bind("overlap", overlap.toSeconds())
                .map((row, context) -> view(row))
                .findOne());
    }

    /// Removes a webhook and all it was told; false when there is none.
    boolean delete(String id) {
        return jdbi.withHandle(handle -> handle.createUpdate("delete from webhook where id = :id")
                        .bind("id", id)
                        .execute())
                == 1;
    }

    /// A webhook's sealed secrets.
    ///
    /// @param column `secret` or `previous_secret`
    record Sealed(String webhook, String column, byte[] text) {}

    List<Sealed> sealed() {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select id, 'secret' as kind, secret as text from webhook
                        union all
                        select id, 'previous_secret', previous_secret from webhook where previous_secret is not null
                        """)
                .map((row, context) -> new Sealed(row.getString("id"), row.getString("kind"), row.getBytes("text")))
                .list());
    }

    /// Replaces what is still sealed as `old`.
    void reseal(Sealed old, byte[] text) {
        jdbi.useHandle(handle -> handle.createUpdate(
                        "update webhook set %1$s = :text where id = :id and %1$s = :old".formatted(old.column()))
                .bind("id", old.webhook())
                .bind("text", text)
                .bind("old", old.text())
                .execute());
    }

    private static <S extends SqlStatement<S>> S bind(S statement, WebhookRules.Content content) {
        return statement
                .bind("url", content.url())
                .bindArray("events", String.class, content.events())
                .bind("enabled", content.enabled());
    }

    private static WebhookView view(ResultSet row) throws SQLException {
        return new WebhookView(
                row.getString("id"),
                row.getString("url"),
                Columns.texts(row, "events"),
                row.getBoolean("enabled"),
                row.getString("disabled_reason"),
                Columns.instantOrNull(row, "failing_since"),
                row.getString("created_by"),
                Columns.instant(row, "created_at"),
                null);
    }
}

package dev.paddock.controlplane.delivery;

import dev.paddock.controlplane.sql.Json;
import dev.paddock.controlplane.webhook.DeliveryView;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;

/// The SQL of `webhook_delivery` as those see it who send.
@Singleton
class DueStore {

    /// So many attempts are remembered of a delivery.
    private static final int LOG = 20;

    private static final String LEASE = """
            with next as materialized (
                select due.id, due.due_at, h.failing_since is not null as failing
                from webhook h left join unnest(:busy, :counts) as busy (id, count) on busy.id = h.id
                cross join lateral (
                    select id, due_at from webhook_delivery
                    where webhook_id = h.id and state = 'pending' and due_at <= now()
                        and (leased_until is null or leased_until <= now())
                    order by due_at
                    limit greatest(case when h.failing_since is null then :each else 1 end
                        - coalesce(busy.count, 0), 0)
                    for no key update skip locked) due
                where h.enabled),
            chosen as materialized (
                select id from (
                    select *, row_number() over (partition by failing order by due_at) as nth
                    from next) ordered
                where not failing or nth <= :failing
                order by failing, due_at limit :limit)
            update webhook_delivery d set attempt = attempt + 1, tries = tries + 1,
                leased_until = now() + :lease * interval '1 millisecond'
            from webhook w, chosen
            where w.id = d.webhook_id and d.id = chosen.id
            returning d.id, d.webhook_id, w.url, d.payload, d.attempt, d.tries, w.secret,
                w.failing_since is not null as failing,
                case when w.previous_until > now() then w.previous_secret end as previous
            """;

    private static final String ADD = """
            update webhook_delivery set log =
                case when jsonb_array_length(log) < :most then log else log - 0 end || jsonb_build_array(:entry::jsonb)
            """;

    private static final String OF_NEWEST = " where id = :id and attempt = :attempt and state = 'pending'";

    private final Jdbi jdbi;
    private final Json json;

    DueStore(Jdbi jdbi, Json json) {
        this.jdbi = jdbi;
        this.json = json;
    }

    /// What a replica may lease, and what it has in work.
    ///
    /// @param limit at all
    /// @param failing of those, at webhooks that took nothing the last time
    /// @param each at one webhook, those in work among them; at one that took nothing the last time it is one
    /// @param inWork how many attempts at which webhook are under way
    record Room(int limit, int failing, int each, Map<String, Long> inWork) {}

    /// Leases deliveries that are due: the oldest, but first those of webhooks that take what they are told. Another
    /// replica has one of them when the lease is over and nothing was said.
    List<Due> lease(Room room, Duration lease) {
        List<String> busy = List.copyOf(room.inWork().keySet());
        return jdbi.withHandle(handle -> handle.createQuery(LEASE)
                .bind("lease", lease.toMillis())
                .bind("each", room.each())
                .bind("limit", room.limit())
                .bind("failing", Math.max(0, room.failing()))
                .bindArray("busy", String.class, busy)
                .bindArray(
                        "counts",
                        Long.class,
                        busy.stream().map(room.inWork()::get).toList())
                .map((row, context) -> due(row))
                .list());
    }

    private static Due due(ResultSet row) throws SQLException {
        return new Due(
                row.getString("id"),
                row.getString("webhook_id"),
                row.getString("url"),
                row.getString("payload"),
                row.getInt("attempt"),
                row.getInt("tries"),
                row.getBoolean("failing"),
                row.getBytes("secret"),
                row.getBytes("previous"));
    }

    /// The message was taken, or will never be. An attempt that is not the newest any more says nothing, and neither
    /// does the last of them when somebody has asked for the message meanwhile: its lease ends, another follows.
    ///
    /// @param state `delivered` or `failed`
    void end(Due due, String state, DeliveryView.Attempt entry) {
        jdbi.useHandle(handle -> handle.createUpdate(ADD + ", state = :state, finished_at = now(), leased_until = null"
                        + OF_NEWEST + " and (tries > 0 or :state = 'delivered')")
                .bind("state", state)
                .bind("entry", json.write(entry))
                .bind("most", LOG)
                .bind("id", due.id())
                .bind("attempt", due.attempt())
                .execute());
    }

    /// The message is tried again after `pause`. An attempt that is not the newest any more says nothing. Who asked
    /// for the message meanwhile does not wait.
    void postpone(Due due, Duration pause, DeliveryView.Attempt entry) {
        jdbi.useHandle(handle -> handle.createUpdate(ADD + """
                        , leased_until = null,
                            due_at = case when tries = 0 then due_at else now() + :pause * interval '1 millisecond' end
                        """ + OF_NEWEST)
                .bind("pause", pause.toMillis())
                .bind("entry", json.write(entry))
                .bind("most", LOG)
                .bind("id", due.id())
                .bind("attempt", due.attempt())
                .execute());
    }

    /// The webhook has taken something.
    void works(String webhook) {
        jdbi.useHandle(handle -> handle.createUpdate(
                        "update webhook set failing_since = null where id = :id and failing_since is not null")
                .bind("id", webhook)
                .execute());
    }

    /// The webhook has taken nothing since the time that is noted, or since now; true when that is too long ago.
    /// Locks its row.
    boolean fails(String webhook, Duration tooLong) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        update webhook set failing_since = coalesce(failing_since, now()) where id = :id
                        returning failing_since <= now() - :tooLong * interval '1 second'
                        """)
                .bind("id", webhook)
                .bind("tooLong", tooLong.toSeconds())
                .mapTo(Boolean.class)
                .findOne()
                .orElse(false));
    }

    /// Disables the webhook; false when it is disabled already, or gone.
    boolean disable(String webhook, String reason) {
        return jdbi.withHandle(
                        handle -> handle.createUpdate("update webhook set enabled = false, disabled_reason = :reason"
                                        + " where id = :id and enabled")
                                .bind("id", webhook)
                                .bind("reason", reason)
                                .execute())
                == 1;
    }

    /// Forgets up to `limit` deliveries that ended longer ago than `keep`; returns how many.
    int prune(Duration keep, int limit) {
        return jdbi.withHandle(handle -> handle.createUpdate("""
                        delete from webhook_delivery where id in (
                            select id from webhook_delivery where finished_at < now() - :keep * interval '1 second'
                            order by finished_at limit :limit)
                        """)
                .bind("keep", keep.toSeconds())
                .bind("limit", limit)
                .execute());
    }
}

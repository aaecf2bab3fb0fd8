package dev.paddock.controlplane.idempotency;

import dev.paddock.controlplane.sql.Json;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Jdbi;

/// The SQL of `kept_reply`.
@Singleton
class ReplyStore {

    private final Jdbi jdbi;
    private final Json json;

    ReplyStore(Jdbi jdbi, Json json) {
        this.jdbi = jdbi;
        this.json = json;
    }

    /// What was replied to the request of this name.
    Optional<KeptReply> find(RequestKey key) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select request, status, headers, body from kept_reply where scope = :scope and key = :key")
                .bind("scope", key.scope())
                .bind("key", key.key())
                .map((row, context) -> reply(row))
                .findOne());
    }

    /// Lets no other replica carry out a request of this name until the end of the transaction. Throws when one does
    /// for longer than `patience`.
    @Transactional(Transactional.TxType.MANDATORY)
    public void lock(RequestKey key, Duration patience) {
        jdbi.useHandle(handle -> {
            handle.createQuery("select set_config('lock_timeout', :patience, true)")
                    .bind("patience", patience.toMillis() + "ms")
                    .mapTo(String.class)
                    .one();
            handle.createQuery("select pg_advisory_xact_lock(hashtextextended(:name, 7201002))::text")
                    .bind("name", key.scope() + '\n' + key.key())
                    .mapTo(String.class)
                    .one();
            handle.execute("set local lock_timeout to default");
        });
    }

    /// Keeps `reply`, unless another is kept already: then returns that one.
    @Transactional
    public Optional<KeptReply> keep(RequestKey key, KeptReply reply) {
        int kept = jdbi.withHandle(handle -> handle.createUpdate("""
                        insert into kept_reply (scope, key, request, status, headers, body)
                        values (:scope, :key, :request, :status, :headers::jsonb, :body) on conflict do nothing
                        """)
                .bind("scope", key.scope())
                .bind("key", key.key())
                .bind("request", reply.request())
                .bind("status", reply.status())
                .bind("headers", json.write(reply.headers()))
                .bind("body", reply.body())
                .execute());
        return kept == 1 ? Optional.empty() : find(key);
    }

    /// Forgets up to `limit` replies that are older than `age`; returns how many.
    int forgetReplies(Duration age, int limit) {
        return jdbi.withHandle(handle -> handle.createUpdate("""
                        delete from kept_reply where ctid = any(array(
                            select ctid from kept_reply where created_at < now() - :age * interval '1 ms' limit :limit))
                        """)
                .bind("age", age.toMillis())
                .bind("limit", limit)
                .execute());
    }

    /// Forgets up to `limit` keys of submissions that are older than `age`; returns how many. `records` is the age for
    /// those that came by Kafka, where a record may come again much later.
    int forgetKeys(Duration age, Duration records, int limit) {
        return jdbi.withHandle(handle -> handle.createUpdate("""
                        delete from idempotency_key where ctid = any(array(
                            select ctid from idempotency_key where created_at < now() - :age * interval '1 ms'
                                and (scope <> 'intake' or created_at < now() - :records * interval '1 ms')
                            limit :limit))
                        """)
                .bind("age", age.toMillis())
                .bind("records", records.toMillis())
                .bind("limit", limit)
                .execute());
    }

    private KeptReply reply(ResultSet row) throws SQLException {
        Map<String, String> headers = new TreeMap<>();
        json.readObject(row.getString("headers")).forEach((name, value) -> headers.put(name, String.valueOf(value)));
        return new KeptReply(row.getBytes("request"), row.getInt("status"), headers, row.getBytes("body"));
    }
}

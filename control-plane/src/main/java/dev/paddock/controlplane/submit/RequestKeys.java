package dev.paddock.controlplane.submit;

import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.sql.Json;
import dev.paddock.controlplane.submit.SubmitRun.Outcome;
import dev.paddock.model.problem.ProblemCode;
import dev.paddock.model.run.RunId;
import dev.paddock.model.run.RunSpec;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;

/// The SQL of `idempotency_key`: a repeated request finds the run of the first.
@Singleton
class RequestKeys {

    /// `key` of `scope`, wanted for `run`.
    record Key(String scope, String key, RunSpec request, RunId run) {}

    private record Named(String scope, String key) {}

    private record First(RunId run, byte[] request) {}

    private final Jdbi jdbi;
    private final Json json;

    RequestKeys(Jdbi jdbi, Json json) {
        this.jdbi = jdbi;
        this.json = json;
    }

    /// Takes the keys within this transaction. A twin in flight elsewhere is waited for.
    ///
    /// @return what becomes of the runs whose key was taken before, here or by an earlier one of these: the first's
    ///     run, or 422 when it was used for another request
    Map<RunId, Outcome> take(List<Key> keys) {
        if (keys.isEmpty()) {
            return Map.of();
        }
        Map<RunId, byte[]> digests = new HashMap<>();
        keys.forEach(key -> digests.put(key.run(), sha256(json.write(key.request()))));
        insert(keys, digests);
        Map<Named, First> taken = read(keys);
        Map<RunId, Outcome> repeats = new HashMap<>();
        for (Key key : keys) {
            First first = taken.get(new Named(key.scope(), key.key()));
            if (first == null) {
                throw new IllegalStateException("a key vanished while its transaction held it");
            }
            if (!first.run().equals(key.run())) {
                repeats.put(
                        key.run(),
                        MessageDigest.isEqual(first.request(), digests.get(key.run()))
                                ? new Outcome.Accepted(first.run())
                                : new Outcome.Refused(reused(key.key())));
            }
        }
        return repeats;
    }

    /// Gives back those keys that were taken for `refused` runs: a refusal is told again when it is true again.
    void drop(List<Key> keys, Set<RunId> refused) {
        if (refused.isEmpty()) {
            return;
        }
        jdbi.useHandle(handle -> {
            PreparedBatch batch = handle.prepareBatch(
                    "delete from idempotency_key where scope = :scope and key = :key and run_id = :run");
            keys.stream()
                    .filter(key -> refused.contains(key.run()))
                    .forEach(key -> batch.bind("scope", key.scope())
                            .bind("key", key.key())
                            .bind("run", key.run().value())
                            .add());
            batch.execute();
        });
    }

    /// In one order everywhere: two transactions that wait for each other's keys would wait for ever.
    private void insert(List<Key> keys, Map<RunId, byte[]> digests) {
        jdbi.useHandle(handle -> {
            PreparedBatch batch = handle.prepareBatch("""
                    insert into idempotency_key (scope, key, request, run_id)
                    values (:scope, :key, :request, :run) on conflict do nothing
                    """);
            keys.stream()
                    .sorted(Comparator.comparing(Key::scope).thenComparing(Key::key))
                    .forEach(key -> batch.bind("scope", key.scope())
                            .bind("key", key.key())
                            .bind("request", digests.get(key.run()))
                            .bind("run", key.run().value())
                            .add());
            batch.execute();
        });
    }

    private Map<Named, First> read(List<Key> keys) {
        Map<Named, First> taken = new HashMap<>();
        jdbi.useHandle(handle -> handle.createQuery("""
                        select k.scope, k.key, k.run_id, k.request
                        from unnest(:scopes, :keys) as asked (scope, key)
                            join idempotency_key k on k.scope = asked.scope and k.key = asked.key
                        """)
                .bindArray("scopes", String.class, keys.stream().map(Key::scope).toList())
                .bindArray("keys", String.class, keys.stream().map(Key::key).toList())
                .map((row, context) -> Map.entry(
                        new Named(row.getString("scope"), row.getString("key")),
                        new First(new RunId(row.getString("run_id")), row.getBytes("request"))))
                .forEach(entry -> taken.put(entry.getKey(), entry.getValue())));
        return taken;
    }

    private static ProblemException reused(String key) {
        return new ProblemException(
                ProblemCode.IDEMPOTENCY_KEY_REUSED,
                "The idempotency key " + key + " was used for another request; take a new key.");
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

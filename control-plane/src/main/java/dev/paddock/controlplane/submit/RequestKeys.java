package dev.paddock.controlplane.submit;

import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.sql.Json;
import dev.paddock.model.problem.ProblemCode;
import dev.paddock.model.run.RunId;
import dev.paddock.model.run.RunSpec;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jdbi.v3.core.Jdbi;

/// The SQL of `idempotency_key`: a repeated request finds the run of the first.
@Singleton
class RequestKeys {

    private final Jdbi jdbi;
    private final Json json;

    RequestKeys(Jdbi jdbi, Json json) {
        this.jdbi = jdbi;
        this.json = json;
    }

    /// Takes `key` for `run` within this transaction, or returns the run that has it. A twin in flight is waited
    /// for. 422 when the key was used for another request.
    RunId take(String scope, String key, RunSpec request, RunId run) {
        byte[] digest = sha256(json.write(request));
        boolean taken = jdbi.withHandle(handle -> handle.createUpdate("""
                                insert into idempotency_key (scope, key, request, run_id)
                                values (:scope, :key, :request, :run) on conflict do nothing
                                """)
                        .bind("scope", scope)
                        .bind("key", key)
                        .bind("request", digest)
                        .bind("run", run.value())
                        .execute())
                == 1;
        return taken ? run : first(scope, key, digest);
    }

    private RunId first(String scope, String key, byte[] digest) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select run_id from idempotency_key
                        where scope = :scope and key = :key and request = :request
                        """)
                .bind("scope", scope)
                .bind("key", key)
                .bind("request", digest)
                .map((row, context) -> new RunId(row.getString("run_id")))
                .findOne()
                .orElseThrow(() -> new ProblemException(
                        ProblemCode.IDEMPOTENCY_KEY_REUSED,
                        "The idempotency key " + key + " was used for another request; take a new key.")));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

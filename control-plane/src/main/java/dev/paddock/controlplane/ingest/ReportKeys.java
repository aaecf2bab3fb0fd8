package dev.paddock.controlplane.ingest;

import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.idempotency.RequestKey;
import dev.paddock.model.problem.ProblemCode;
import dev.paddock.model.run.RunId;
import jakarta.inject.Singleton;
import java.security.MessageDigest;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/// The SQL of `idempotency_key` for reports: a repeat finds the run of the first, also when that one's reply was lost
/// with its server.
@Singleton
class ReportKeys {

    private record First(RunId run, byte[] request) {}

    private final Jdbi jdbi;

    ReportKeys(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /// Takes the key for `run` within the caller's transaction; a twin in flight elsewhere is waited for.
    ///
    /// @param request SHA-256 of the body
    /// @return the run that has the key already. 422 when it was for another body
    Optional<RunId> take(RequestKey key, byte[] request, RunId run) {
        boolean taken = jdbi.withHandle(handle -> handle.createUpdate("""
                        insert into idempotency_key (scope, key, request, run_id)
                        values (:scope, :key, :request, :run) on conflict do nothing
                        """)
                        .bind("scope", key.scope())
                        .bind("key", key.key())
                        .bind("request", request)
                        .bind("run", run.value())
                        .execute())
                == 1;
        return taken ? Optional.empty() : Optional.of(find(key, request).orElseThrow());
    }

    /// The run that has the key. 422 when it was for another body
    Optional<RunId> find(RequestKey key, byte[] request) {
        Optional<First> first = jdbi.withHandle(handle -> handle.createQuery(
                        "select run_id, request from idempotency_key where scope = :scope and key = :key")
                .bind("scope", key.scope())
                .bind("key", key.key())
                .map((row, context) -> new First(new RunId(row.getString("run_id")), row.getBytes("request")))
                .findOne());
        if (first.isPresent() && !MessageDigest.isEqual(first.get().request(), request)) {
            throw new ProblemException(
                    ProblemCode.IDEMPOTENCY_KEY_REUSED,
                    "The idempotency key " + key.key() + " was used for another request; take a new key.");
        }
        return first.map(First::run);
    }
}

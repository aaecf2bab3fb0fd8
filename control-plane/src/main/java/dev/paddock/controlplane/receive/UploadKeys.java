package dev.paddock.controlplane.receive;

import dev.paddock.controlplane.idempotency.RequestKey;
import dev.paddock.controlplane.storage.Digest;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// The SQL of `upload_key`: a repeat finds the upload of the first call, also when that one's reply was
/// lost with its server.
@Singleton
class UploadKeys {

    /// The upload that has a key.
    ///
    /// @param results the archive's digest; null = it is not stored yet
    record Known(String uploadId, String build, @Nullable Digest results) {}

    private final Jdbi jdbi;

    UploadKeys(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /// Forgets what a key was used for when that is longer than `keep` ago, or came to nothing: its
    /// results were not taken.
    void free(RequestKey key, Duration keep) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        delete from upload_key k using upload_session s
                        where k.scope = :scope and k.key = :key and s.id = k.upload
                            and (k.created_at < now() - :keep * interval '1 ms'
                                or s.phase = 'failed' and s.results is null)
                        """)
                .bind("scope", key.scope())
                .bind("key", key.key())
                .bind("keep", keep.toMillis())
                .execute());
    }

    /// The upload that has the key.
    Optional<Known> find(RequestKey key) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select s.upload_id, s.build_id, s.results
                        from upload_key k join upload_session s on s.id = k.upload
                        where k.scope = :scope and k.key = :key
                        """)
                .bind("scope", key.scope())
                .bind("key", key.key())
                .map((row, context) -> {
                    String results = row.getString("results");
                    return new Known(
                            row.getString("upload_id"),
                            row.getString("build_id"),
                            results == null ? null : new Digest(results));
                })
                .findOne());
    }

    /// Gives a key to an upload, by its own id; false when another has it. Waits for a twin that is
    /// taking it.
    boolean take(RequestKey key, String upload) {
        return jdbi.withHandle(handle -> handle.createUpdate(
                                "insert into upload_key (scope, key, upload) values (:scope, :key, :upload)"
                                        + " on conflict do nothing")
                        .bind("scope", key.scope())
                        .bind("key", key.key())
                        .bind("upload", upload)
                        .execute())
                == 1;
    }
}

package dev.paddock.controlplane.receive;

import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.idempotency.IdempotencyConfig;
import dev.paddock.controlplane.idempotency.RequestKey;
import dev.paddock.controlplane.receive.UploadKeys.Known;
import dev.paddock.controlplane.sql.InTransaction;
import dev.paddock.controlplane.storage.Digest;
import dev.paddock.controlplane.upload.UploadPhases.Begun;
import dev.paddock.controlplane.upload.UploadSession;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;

/// Begins one upload for each idempotency key, at whichever replica. The key of an upload that failed
/// begins another.
@Singleton
class BeginOnce {

    private static final Duration LOOK = Duration.ofMillis(100);
    /// How long a twin waits for the first.
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final BeginUpload begin;
    private final UploadKeys keys;
    private final IdempotencyConfig config;
    private final InTransaction transaction;

    BeginOnce(BeginUpload begin, UploadKeys keys, IdempotencyConfig config, InTransaction transaction) {
        this.begin = begin;
        this.keys = keys;
        this.config = config;
        this.transaction = transaction;
    }

    /// What a call begins.
    sealed interface Beginning {

        /// An upload of its own.
        record New(UploadSession upload) implements Beginning {}

        /// Nothing: its results came before, if they are those with this digest.
        record Repeat(String uploadId, Digest results) implements Beginning {}
    }

    /// Begins one, or finds the one that has the key. Waits a moment for a twin in work: 409 when that
    /// takes longer. 422 when the key was for another build; else as [BeginUpload#begin].
    Beginning begin(RequestKey key, Begun begun) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Optional<Beginning> beginning = attempt(key, begun);
            if (beginning.isPresent()) {
                return beginning.get();
            }
            if (System.nanoTime() > until) {
                throw key.busy();
            }
            Thread.sleep(LOOK);
        }
    }

    /// Empty while a twin is in work.
    private Optional<Beginning> attempt(RequestKey key, Begun begun) {
        keys.free(key, config.keep());
        try {
            return transaction.get(() -> {
                Optional<Known> known = keys.find(key);
                if (known.isPresent()) {
                    return repeat(key, begun, known.get());
                }
                UploadSession upload = begin.begin(begun);
                if (!keys.take(key, upload.id())) {
                    throw Refusals.buildExists(begun.target());
                }
                return Optional.of(new Beginning.New(upload));
            });
        } catch (ProblemException e) {
            // What was in the way may be a twin's that was a moment faster.
            return repeat(key, begun, keys.find(key).orElseThrow(() -> e));
        }
    }

    private static Optional<Beginning> repeat(RequestKey key, Begun begun, Known known) {
        if (!known.build().equals(begun.target().build())) {
            throw key.reused();
        }
        return Optional.ofNullable(known.results()).map(results -> new Beginning.Repeat(known.uploadId(), results));
    }
}

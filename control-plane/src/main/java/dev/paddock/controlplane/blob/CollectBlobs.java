package dev.paddock.controlplane.blob;

import dev.paddock.controlplane.sql.InTransaction;
import dev.paddock.controlplane.storage.Digest;
import dev.paddock.controlplane.storage.Storage;
import jakarta.inject.Singleton;
import java.util.Map;

/// Removes blobs that nothing refers to, when their grace time is over. Any number of replicas may do it at once.
///
/// A blob is condemned first and nobody sees it any more; then its bytes go, and its row with them. Who puts the same
/// bytes in between makes it a stored one again, or waits for the removal and stores them anew.
@Singleton
public class CollectBlobs {

    /// Short enough that nobody who puts one of them waits for long, and so that the deletions end well
    /// before the ledger ends a transaction that only waits for them, and lets go of its locks: 30
    /// seconds.
    static final int BATCH = 100;

    private final BlobStore ledger;
    private final Storage storage;
    private final InTransaction transaction;
    private final BlobConfig config;

    CollectBlobs(BlobStore ledger, Storage storage, InTransaction transaction, BlobConfig config) {
        this.ledger = ledger;
        this.storage = storage;
        this.transaction = transaction;
        this.config = config;
    }

    /// What was removed.
    ///
    /// @param bytes of the blobs together
    /// @param more whether there may be more to remove at once
    public record Collected(int blobs, long bytes, boolean more) {}

    /// Removes a batch. Throws [dev.paddock.controlplane.storage.StorageException] when the storage does not delete;
    /// what was condemned stays so.
    public Collected collect() throws Exception {
        int due = ledger.condemn(config.grace(), BATCH);
        Map<Digest, Long> removed = transaction.call(this::remove);
        long bytes = removed.values().stream().mapToLong(Long::longValue).sum();
        return new Collected(removed.size(), bytes, due == BATCH || removed.size() == BATCH);
    }

    private Map<Digest, Long> remove() throws Exception {
        Map<Digest, Long> leaving = ledger.lockLeaving(BATCH);
        storage.delete(leaving.keySet());
        ledger.forget(leaving.keySet());
        return leaving;
    }
}

package dev.paddock.controlplane.blob;

import dev.paddock.controlplane.storage.Digest;
import dev.paddock.controlplane.storage.Draft;
import dev.paddock.controlplane.storage.Storage;
import dev.paddock.controlplane.storage.StorageException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/// Stores bytes and finds them again, by their digest.
///
/// A blob that nothing refers to is removed when the grace time since it was last put or found by [#present] is over;
/// [BlobReferences] keeps it. Call [#put] outside of a transaction, then add the reference in the owner's own.
///
/// Every method that touches bytes throws [dev.paddock.controlplane.storage.StorageException] when the storage is full,
/// fails, or has other bytes than it was given.
@Singleton
public class Blobs {

    private final Storage storage;
    private final BlobStore ledger;

    Blobs(Storage storage, BlobStore ledger) {
        this.storage = storage;
        this.ledger = ledger;
    }

    /// Stores all that `content` has, in constant memory. What `content` throws is thrown on and leaves nothing.
    /// Does not close it.
    ///
    /// @param most bytes that are accepted; the real ones are counted
    public Put put(InputStream content, long most) throws IOException {
        return put(Optional.empty(), content, most);
    }

    /// As [#put(InputStream, long)], for bytes whose digest was announced.
    public Put put(Digest announced, InputStream content, long most) throws IOException {
        return put(Optional.of(announced), content, most);
    }

    private Put put(Optional<Digest> announced, InputStream content, long most) throws IOException {
        Optional<Draft> read = storage.draft(content, most);
        if (read.isEmpty()) {
            return new Put.TooLarge(most);
        }
        try (Draft draft = read.get()) {
            if (announced.isPresent() && !announced.get().equals(draft.digest())) {
                return new Put.Mismatch(announced.get(), draft.digest());
            }
            return keep(draft);
        }
    }

    /// The row comes first: bytes without one would never be found again.
    private Put keep(Draft draft) throws IOException {
        Digest digest = draft.digest();
        boolean known = ledger.register(digest, draft.bytes());
        boolean there = known && isWhole(digest, draft.bytes());
        if (!there) {
            storage.keep(draft);
            if (!ledger.stored(digest)) {
                throw new IllegalStateException("to store " + digest + " took longer than the grace time of blobs");
            }
        }
        return new Put.Stored(digest, draft.bytes(), there);
    }

    /// Whether what is stored is what it was: else it is stored anew.
    private boolean isWhole(Digest digest, long bytes) throws IOException {
        Optional<Storage.Content> stored = storage.open(digest);
        if (stored.isEmpty()) {
            return false;
        }
        try (InputStream content = stored.get().stream()) {
            return stored.get().bytes() == bytes && content.transferTo(OutputStream.nullOutputStream()) == bytes;
        } catch (StorageException e) {
            if (e.reason() == StorageException.Reason.DAMAGED) {
                return false;
            }
            throw e;
        }
    }

    /// Gives up what was just put: nothing will refer to it, so it is removed without a grace time.
    /// Nothing happens when somebody else has put it too, or has been told that it is there.
    public void discard(Digest digest) {
        ledger.discard(digest);
    }

    /// The bytes of a blob; empty when there is none. The stream checks them ([Storage.Content]); a blob that has lost
    /// them counts as not stored from then on, so that whoever has them sends them again.
    public Optional<Storage.Content> open(Digest digest) throws IOException {
        return storage.open(digest)
                .map(content -> new Storage.Content(
                        content.bytes(), new WatchedContent(content.stream(), () -> ledger.damaged(digest))));
    }

    /// Which of `digests` are stored, and how many bytes each has. Those stay for the grace time from now on, so that
    /// a caller need not send them again.
    public Map<Digest, Long> present(Collection<Digest> digests) {
        return ledger.present(digests);
    }

    /// The bytes of all blobs together, each counted once, also those that wait for their removal.
    public long usedBytes() {
        return ledger.usedBytes();
    }
}

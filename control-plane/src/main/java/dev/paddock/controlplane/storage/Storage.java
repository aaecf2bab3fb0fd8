package dev.paddock.controlplane.storage;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;

/// Where bytes are kept, each once, under their digest. Safe for any number of threads and, where they share the
/// folder or the bucket, of replicas. Uses the same little memory for any number of bytes.
///
/// Every method throws [StorageException] when the storage fails.
public interface Storage extends AutoCloseable {

    /// Stored bytes.
    ///
    /// @param bytes how many
    /// @param stream checks what it reads: instead of returning the last of bytes that do not have the digest it
    ///     throws [StorageException.Reason#DAMAGED], so who reads to its end has read the right ones. The caller
    ///     closes it
    record Content(long bytes, InputStream stream) {}

    /// What is left of a disk.
    ///
    /// @param free bytes that can be written; 0 when the disk does not say
    /// @param total bytes in all; 0 when the disk does not say
    record Room(long free, long total) {}

    /// Reads `content` to its end into a draft that nobody sees yet; closing the draft forgets it. What `content`
    /// throws is thrown on, and leaves nothing.
    ///
    /// @param most how many bytes are accepted; the bytes that come are counted, whatever was announced
    /// @return empty when there were more
    Optional<Draft> draft(InputStream content, long most) throws IOException;

    /// Keeps a draft's bytes under its digest. They are there, whole, and survive a loss of power when this returns;
    /// before, nobody sees any of them. Does no harm when they are there already.
    void keep(Draft draft) throws IOException;

    /// The bytes of `digest`; empty when they are not there.
    Optional<Content> open(Digest digest) throws IOException;

    /// How many bytes are stored under `digest`; empty when none are. Does not read them.
    OptionalLong size(Digest digest) throws IOException;

    /// Removes what is there of `digests`: in a bucket, of a hundred within 20 seconds or not at all,
    /// so that nothing is removed later.
    void delete(Collection<Digest> digests) throws IOException;

    /// How full the disk is that it lies on; empty where there is none, as with a bucket. Costs next to nothing.
    Optional<Room> room();

    /// The bytes of all its files, unfinished ones too; empty where only its owner can say, as with a bucket. Looks at
    /// every file.
    OptionalLong used() throws IOException;

    /// Lets go of what it holds of the machine. What is stored stays.
    @Override
    void close();
}

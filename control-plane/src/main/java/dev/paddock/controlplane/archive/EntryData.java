package dev.paddock.controlplane.archive;

import dev.paddock.controlplane.archive.ArchiveException.Rule;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// The bytes of one entry after the other: unpacked, counted and forgotten.
final class EntryData implements AutoCloseable {

    private final ArchiveLimits limits;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private final byte[] unpacked = new byte[64 * 1024];
    private long total;
    private long packed;
    private long size;

    EntryData(ArchiveLimits limits) {
        this.limits = limits;
    }

    /// Begins an entry.
    void begin() {
        inflater.reset();
        crc.reset();
        packed = 0;
        size = 0;
    }

    /// Takes bytes that are not packed.
    ///
    /// @param most how many the entry still has
    void store(ByteBuffer input, long most, String name) throws ArchiveException {
        int some = (int) Math.min(most, input.remaining());
        ByteBuffer part = input.slice(input.position(), some);
        input.position(input.position() + some);
        crc.update(part);
        packed += some;
        count(some, name);
    }

    /// Takes deflated bytes; true at their end. What is behind it stays in `input`.
    boolean inflate(ByteBuffer input, String name) throws ArchiveException {
        inflater.setInput(input);
        try {
            while (true) {
                int before = input.position();
                int some = inflater.inflate(unpacked);
                packed += input.position() - before;
                crc.update(unpacked, 0, some);
                count(some, name);
                if (inflater.finished()) {
                    return true;
                }
                if (some == 0 && inflater.needsInput()) {
                    return false;
                }
                if (some == 0) {
                    // It needs a dictionary, which no zip has.
                    throw damaged(name);
                }
            }
        } catch (DataFormatException e) {
            throw damaged(name);
        }
    }

    private void count(int some, String name) throws ArchiveException {
        size += some;
        total += some;
        if (total > limits.bytes()) {
            throw new ArchiveException(
                    Rule.TOO_LARGE,
                    "unpacked it has more than " + (limits.bytes() >> 20) + " MiB; send fewer or smaller results");
        }
        if (size > limits.ratioFrom() && size / limits.ratio() > packed) {
            throw EntryNames.refused(Rule.RATIO, name, "has more than " + limits.ratio() + " times its packed size");
        }
    }

    static ArchiveException damaged(String name) {
        return EntryNames.refused(Rule.DAMAGED, name, "is damaged");
    }

    /// How many bytes the entry has taken so far, packed.
    long packed() {
        return packed;
    }

    /// How many bytes the entry has, unpacked.
    long size() {
        return size;
    }

    /// The checksum of the entry's bytes, unpacked.
    long crc() {
        return crc.getValue();
    }

    @Override
    public void close() {
        inflater.end();
    }
}

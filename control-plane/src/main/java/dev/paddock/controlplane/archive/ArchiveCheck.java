package dev.paddock.controlplane.archive;

import dev.paddock.controlplane.archive.ArchiveException.Rule;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Judges a zip while its bytes go by, in little memory.
///
/// It is stricter than programs that unpack, so that all of them see the same in it: one entry right behind the other
/// from the first byte to the directory, the directory with exactly these, and nothing behind it.
final class ArchiveCheck implements AutoCloseable {

    private static final long LOCAL = 0x04034B50L;
    private static final long CENTRAL = 0x02014B50L;
    private static final long END = 0x06054B50L;
    private static final long ZIP64_END = 0x06064B50L;
    private static final long SIZES = 0x08074B50L;
    private static final int SIGNATURE = 4;

    /// What comes next.
    private enum State {
        RECORD,
        DATA,
        SIZES,
        OVER
    }

    private final ArchiveLimits limits;
    private final EntryNames names;
    private final EntryData data;
    private final Directory directory = new Directory();
    private final Header header = new Header();
    private State state = State.RECORD;
    private @Nullable LocalHeader entry;
    /// Where the input's first byte stands in the archive.
    private long base;
    private long read;
    private long recordAt;
    private long directoryAt = -1;

    ArchiveCheck(ArchiveLimits limits) {
        this.limits = limits;
        this.names = new EntryNames(limits.nameBytes());
        this.data = new EntryData(limits);
    }

    /// Looks at the next bytes. Throws [ArchiveException] at the first that are refused.
    void accept(byte[] bytes, int from, int count) throws ArchiveException {
        ByteBuffer input = ByteBuffer.wrap(bytes, from, count);
        base = read - from;
        while (input.hasRemaining()) {
            switch (state) {
                case RECORD -> record(input);
                case DATA -> data(input);
                case SIZES -> sizes(input);
                case OVER -> throw noZip("it goes on behind its end");
            }
        }
        read += count;
    }

    /// The bytes are all there.
    void end() throws ArchiveException {
        if (state != State.OVER) {
            throw noZip(read == 0 ? "there is nothing in it" : "it breaks off");
        }
        directory.check();
        names.check();
    }

    private void record(ByteBuffer input) throws ArchiveException {
        if (!header.gather(SIGNATURE, input)) {
            return;
        }
        long signature = header.number(0);
        if (signature == LOCAL && directoryAt < 0) {
            local(input);
        } else if (signature == CENTRAL) {
            central(input);
        } else if (signature == END) {
            over(input);
        } else if (signature == ZIP64_END) {
            throw LocalHeader.unsupported("it has records for more than 4 GiB");
        } else {
            throw noZip("it is none, or has bytes between its entries");
        }
    }

    private void local(ByteBuffer input) throws ArchiveException {
        if (!header.gather(LocalHeader.FIXED, input) || !header.gather(LocalHeader.length(header), input)) {
            return;
        }
        if (directory.entries() == limits.entries()) {
            throw new ArchiveException(
                    Rule.TOO_MANY_ENTRIES, "it has more than " + limits.entries() + " entries; send fewer results");
        }
        LocalHeader local = LocalHeader.read(recordAt, header, names);
        entry = local;
        data.begin();
        state = State.DATA;
        if (local.method() == LocalHeader.STORED && local.packed() == 0) {
            finish(local, input);
        }
    }

    private LocalHeader entry() {
        if (entry == null) {
            throw new IllegalStateException("there is no entry");
        }
        return entry;
    }

    private void data(ByteBuffer input) throws ArchiveException {
        LocalHeader local = entry();
        if (local.method() == LocalHeader.STORED) {
            data.store(input, local.packed() - data.packed(), local.name());
            if (data.packed() == local.packed()) {
                finish(local, input);
            }
        } else if (data.inflate(input, local.name())) {
            if (local.sizesFollow()) {
                state = State.SIZES;
                header.clear();
            } else {
                finish(local, input);
            }
        }
    }

    /// Behind the bytes, with a signature or, from some programs, without.
    private void sizes(ByteBuffer input) throws ArchiveException {
        if (!header.gather(SIGNATURE, input)) {
            return;
        }
        LocalHeader local = entry();
        int from = header.number(0) == SIZES ? SIGNATURE : 0;
        int width = local.wide() ? Long.BYTES : Integer.BYTES;
        int length = from + Integer.BYTES + 2 * width;
        if (header.gather(length, input)) {
            LocalHeader said = local.with(
                    header.number(from),
                    header.number(from + Integer.BYTES, width),
                    header.number(from + Integer.BYTES + width, width));
            finish(said, input);
        }
    }

    private void finish(LocalHeader local, ByteBuffer input) throws ArchiveException {
        local.compare(data);
        directory.add(local.entry());
        next(input);
    }

    private void next(ByteBuffer input) {
        state = State.RECORD;
        header.clear();
        recordAt = base + input.position();
    }

    private void central(ByteBuffer input) throws ArchiveException {
        if (!header.gather(Directory.FIXED, input) || !header.gather(Directory.length(header), input)) {
            return;
        }
        directoryAt = directoryAt < 0 ? recordAt : directoryAt;
        directory.read(header);
        next(input);
    }

    private void over(ByteBuffer input) throws ArchiveException {
        if (!header.gather(EndRecord.FIXED, input) || !header.gather(EndRecord.length(header), input)) {
            return;
        }
        EndRecord end = EndRecord.read(header);
        long from = directoryAt < 0 ? recordAt : directoryAt;
        if (!end.equals(new EndRecord(directory.named(), recordAt - from, from))) {
            throw new ArchiveException(
                    Rule.ENTRIES_DISAGREE, "its end tells of another directory; pack the results anew");
        }
        state = State.OVER;
    }

    private static ArchiveException noZip(String why) {
        return new ArchiveException(Rule.NOT_A_ZIP, why + "; send one whole zip");
    }

    @Override
    public void close() {
        data.close();
    }
}

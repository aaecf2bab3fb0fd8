package dev.paddock.controlplane.archive;

import dev.paddock.controlplane.archive.ArchiveException.Rule;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// What an archive's directory says of its entries has to be what they are: programs that unpack trust the one or the
/// other.
final class Directory {

    /// Of a record: signature to attributes, before the name.
    static final int FIXED = 46;

    private static final int FLAGS = 8;
    private static final int METHOD = 10;
    private static final int CRC = 16;
    private static final int PACKED = 20;
    private static final int SIZE = 24;
    private static final int NAME_LENGTH = 28;
    private static final int EXTRA_LENGTH = 30;
    private static final int COMMENT_LENGTH = 32;
    private static final int DISK = 34;
    private static final int ATTRIBUTES = 38;
    private static final int OFFSET = 42;

    private static final int TYPE = 0xF000;
    private static final int FILE = 0x8000;
    private static final int FOLDER = 0x4000;
    private static final int LINK = 0xA000;

    private final Map<Long, Entry> unnamed = new HashMap<>();
    private int named;

    /// Takes an entry that was read.
    void add(Entry entry) {
        unnamed.put(entry.at(), entry);
    }

    int entries() {
        return unnamed.size() + named;
    }

    int named() {
        return named;
    }

    /// How long the record is that `header` has the fixed part of.
    static int length(Header header) {
        return FIXED + header.word(NAME_LENGTH) + header.word(EXTRA_LENGTH) + header.word(COMMENT_LENGTH);
    }

    /// Reads a record.
    void read(Header header) throws ArchiveException {
        int nameLength = header.word(NAME_LENGTH);
        String name = new String(header.bytes(FIXED, nameLength), StandardCharsets.UTF_8);
        long[] whole = header.whole(
                new long[] {header.number(SIZE), header.number(PACKED), header.number(OFFSET)},
                FIXED + nameLength,
                header.word(EXTRA_LENGTH));
        Entry entry = unnamed.remove(whole[2]);
        if (entry == null) {
            throw EntryNames.refused(Rule.ENTRIES_DISAGREE, name, "overlaps another one, or is none");
        }
        named++;
        Entry said = new Entry(
                whole[2], name, header.word(FLAGS), header.word(METHOD), header.number(CRC), whole[1], whole[0]);
        if (!said.equals(entry) || header.word(DISK) != 0) {
            throw EntryNames.refused(Rule.ENTRIES_DISAGREE, name, "is another one in the archive's directory");
        }
        refuseSpecial(entry.name(), header.word(ATTRIBUTES + 2));
    }

    /// Whatever system the archive says it is from: whoever unpacks it may not look.
    private static void refuseSpecial(String name, int mode) throws ArchiveException {
        switch (mode & TYPE) {
            case 0, FILE, FOLDER -> {
                // What results are made of.
            }
            case LINK -> throw EntryNames.refused(Rule.SYMBOLIC_LINK, name, "is a symbolic link");
            default -> throw EntryNames.refused(Rule.DEVICE, name, "is a device, a pipe or a socket");
        }
    }

    /// Refuses entries that the directory does not name.
    void check() throws ArchiveException {
        for (Entry hidden : unnamed.values()) {
            throw EntryNames.refused(Rule.ENTRIES_DISAGREE, hidden.name(), "is not in the archive's directory");
        }
    }
}

package dev.paddock.controlplane.archive;

import dev.paddock.controlplane.archive.ArchiveException.Rule;

/// What stands in front of an entry's bytes.
///
/// @param at where it begins
/// @param crc packed and size count unless they follow the bytes
/// @param wide whether sizes that follow have eight bytes each
record LocalHeader(long at, String name, int flags, int method, long crc, long packed, long size, boolean wide) {

    /// Of a record: signature to lengths, before the name.
    static final int FIXED = 30;

    static final int STORED = 0;
    static final int DEFLATED = 8;

    private static final int FLAGS = 6;
    private static final int METHOD = 8;
    private static final int CRC = 14;
    private static final int PACKED = 18;
    private static final int SIZE = 22;
    private static final int NAME_LENGTH = 26;
    private static final int EXTRA_LENGTH = 28;

    private static final int PASSWORD = 1;
    private static final int SIZES_FOLLOW = 8;
    /// Those, names in UTF-8, and how hard the packer tried.
    private static final int KNOWN_FLAGS = 0x0806 | SIZES_FOLLOW;

    /// How long the record is that `header` has the fixed part of.
    static int length(Header header) {
        return FIXED + header.word(NAME_LENGTH) + header.word(EXTRA_LENGTH);
    }

    /// Reads a record that is whole.
    static LocalHeader read(long at, Header header, EntryNames names) throws ArchiveException {
        int flags = header.word(FLAGS);
        int method = header.word(METHOD);
        boolean stored = method == STORED;
        if ((flags & PASSWORD) != 0) {
            throw unsupported("it has a password");
        }
        if ((flags & ~KNOWN_FLAGS) != 0 || !(stored || method == DEFLATED) || (stored && (flags & SIZES_FOLLOW) != 0)) {
            throw unsupported("it is packed in a way that not every program reads");
        }
        int nameLength = header.word(NAME_LENGTH);
        int extraLength = header.word(EXTRA_LENGTH);
        String name = names.read(header.bytes(FIXED, nameLength));
        names.take(name);
        int extra = FIXED + nameLength;
        boolean wide = header.zip64(extra, extraLength) >= 0;
        long[] whole = header.whole(new long[] {header.number(SIZE), header.number(PACKED)}, extra, extraLength);
        if (whole[0] < 0 || whole[1] < 0 || (stored && whole[0] != whole[1])) {
            throw EntryData.damaged(name);
        }
        return new LocalHeader(at, name, flags, method, header.number(CRC), whole[1], whole[0], wide);
    }

    boolean sizesFollow() {
        return (flags & SIZES_FOLLOW) != 0;
    }

    /// The same, with what followed the bytes.
    LocalHeader with(long crcBehind, long packedBehind, long sizeBehind) {
        return new LocalHeader(at, name, flags, method, crcBehind, packedBehind, sizeBehind, wide);
    }

    /// As the directory has to have it.
    Entry entry() {
        return new Entry(at, name, flags, method, crc, packed, size);
    }

    /// Refuses bytes that are not those that it speaks of.
    void compare(EntryData data) throws ArchiveException {
        boolean full = name.endsWith("/") && data.size() > 0;
        if (full || data.crc() != crc || data.packed() != packed || data.size() != size) {
            throw EntryData.damaged(name);
        }
    }

    static ArchiveException unsupported(String why) {
        return new ArchiveException(Rule.UNSUPPORTED, why + "; pack the results as a plain zip");
    }
}

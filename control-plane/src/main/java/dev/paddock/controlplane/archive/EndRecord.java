package dev.paddock.controlplane.archive;

/// What an archive's last record says.
///
/// @param entries in the directory
/// @param bytes of the directory
/// @param at where the directory begins
record EndRecord(int entries, long bytes, long at) {

    /// Of the record: signature to the comment's length.
    static final int FIXED = 22;

    private static final int DISK = 4;
    private static final int DIRECTORYS_DISK = 6;
    private static final int ENTRIES_OF_DISK = 8;
    private static final int ENTRIES = 10;
    private static final int BYTES = 12;
    private static final int OFFSET = 16;
    private static final int COMMENT_LENGTH = 20;

    /// How long the record is that `header` has the fixed part of.
    static int length(Header header) {
        return FIXED + header.word(COMMENT_LENGTH);
    }

    /// Reads the record of an archive in one volume.
    static EndRecord read(Header header) throws ArchiveException {
        if (header.word(DISK) != 0
                || header.word(DIRECTORYS_DISK) != 0
                || header.word(ENTRIES_OF_DISK) != header.word(ENTRIES)) {
            throw LocalHeader.unsupported("it has several volumes");
        }
        return new EndRecord(header.word(ENTRIES), header.number(BYTES), header.number(OFFSET));
    }
}

package dev.paddock.controlplane.archive;

/// How much an archive may hold. Bytes are counted as they are unpacked, whatever the archive says of itself.
///
/// @param entries files and folders
/// @param bytes of all entries together, unpacked
/// @param nameBytes of one name with its folders, in UTF-8
/// @param ratio how many times its packed size an entry may have when it is unpacked
/// @param ratioFrom how large, unpacked, an entry is whose ratio counts
public record ArchiveLimits(int entries, long bytes, int nameBytes, int ratio, long ratioFrom) {

    /// Those of uploads: 10,000 entries, 1.5 GiB, names of 255 bytes, and no more than 200 times an entry's packed size
    /// when it has more than 16 MiB.
    public static final ArchiveLimits UPLOADS = new ArchiveLimits(10_000, 1536L << 20, 255, 200, 16L << 20);
}

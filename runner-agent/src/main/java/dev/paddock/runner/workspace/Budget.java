package dev.paddock.runner.workspace;

/// How much of a repository is taken in.
///
/// @param files files of the commit, and files of a change
/// @param bytes of the checked-out files; what is fetched for it may take twice as much on disk
public record Budget(int files, long bytes) {

    private static final long MIB = 1024 * 1024;

    /// 50,000 files and 200 MB: room for the largest repositories that people review, and little enough that a hostile
    /// one is refused within seconds.
    public static final Budget DEFAULT = new Budget(50_000, 200 * MIB);

    public Budget {
        if (files < 1 || bytes < MIB) {
            throw new IllegalArgumentException("a budget has at least one file and 1 MB");
        }
    }

    /// What the fetched objects and what is made of them while fetching may take on disk.
    long fetchedBytes() {
        return 2 * bytes;
    }

    long megabytes() {
        return bytes / MIB;
    }
}

package dev.paddock.runner.container.supervise;

/// How much a reviewer may leave in its out folder.
///
/// @param fileBytes one file
/// @param totalBytes all files
/// @param entries files, folders and all else
public record OutBudget(long fileBytes, long totalBytes, int entries) {

    /// 16 MiB a file (a result has the same limit on its way to the server), 64 MiB and 1 000 entries in all.
    public static OutBudget defaults() {
        return new OutBudget(16L << 20, 64L << 20, 1_000);
    }

    /// The three limits in words.
    public String describe() {
        return "%d MiB a file, %d MiB and %d files in all".formatted(fileBytes >> 20, totalBytes >> 20, entries);
    }
}

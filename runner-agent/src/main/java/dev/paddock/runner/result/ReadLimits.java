package dev.paddock.runner.result;

/// How much of a reviewer's report is taken in.
///
/// @param fileBytes a longer file is refused
/// @param totalBytes more than that of all reports together is refused
/// @param findings more than these are left out, the least grave first
/// @param findingsBytes as JSON; what is beyond is left out, the least grave first
/// @param textChars a longer message or suggestion is cut
public record ReadLimits(int fileBytes, int totalBytes, int findings, int findingsBytes, int textChars) {

    /// The server takes results of 16 MiB; half of it is left to the list of files. A report takes about five times its
    /// length of memory while it is read.
    public static ReadLimits defaults() {
        return new ReadLimits(16 << 20, 32 << 20, 10_000, 8 << 20, 4_000);
    }
}

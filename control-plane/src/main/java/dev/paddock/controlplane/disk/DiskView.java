package dev.paddock.controlplane.disk;

import java.util.List;

/// How much is stored.
///
/// @param usedBytes of all that is stored
/// @param freeBytes of the disk that can be written; 0 when it does not say, and with a bucket
/// @param totalBytes of the disk; 0 when it does not say, and with a bucket
/// @param breakdown the projects with the most bytes, up to 20, the largest first
public record DiskView(long usedBytes, long freeBytes, long totalBytes, List<Part> breakdown) {

    /// What uploads, builds and reports of a project have together. Bytes that several projects have count for each.
    ///
    /// @param path `environment/project`
    public record Part(String path, long bytes) {}
}

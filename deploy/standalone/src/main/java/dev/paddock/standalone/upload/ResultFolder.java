package dev.paddock.standalone.upload;

import dev.paddock.standalone.UsageError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What is in a folder of results. Throws [UsageError] for one that no server takes, before any of it is
/// read.
///
/// @param files in the order of their names
/// @param leftOut how many folders, links and the like are beside them, which no report is made of
record ResultFolder(Path folder, List<Path> files, int leftOut) {

    /// As the server counts them.
    private static final int MOST_FILES = 10_000;

    private static final int MOST_MEBIBYTES = 1536;

    static ResultFolder of(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new UsageError(folder + " is no folder; name the one that the tests wrote their results to.");
        }
        ResultFolder found = look(folder);
        if (found.files.isEmpty()) {
            throw new UsageError(folder + " has no files" + (found.leftOut == 0 ? "" : " of its own")
                    + "; name the folder that the tests wrote their results to.");
        }
        if (found.files.size() > MOST_FILES) {
            throw new UsageError("%s has %d files, and an upload takes at most %d; send fewer at once."
                    .formatted(folder, found.files.size(), MOST_FILES));
        }
        long mebibytes = found.bytes() >> 20;
        if (mebibytes >= MOST_MEBIBYTES) {
            throw new UsageError("The files in %s have %d MiB, and an upload takes less than %d; send fewer at once."
                    .formatted(folder, mebibytes, MOST_MEBIBYTES));
        }
        return found;
    }

    private static ResultFolder look(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            Map<Boolean, List<Path>> byKind = all.sorted()
                    .collect(Collectors.partitioningBy(one -> Files.isRegularFile(one, LinkOption.NOFOLLOW_LINKS)));
            return new ResultFolder(
                    folder,
                    byKind.getOrDefault(true, List.of()),
                    byKind.getOrDefault(false, List.of()).size());
        }
    }

    private long bytes() throws IOException {
        long bytes = 0;
        for (Path file : files) {
            bytes += Files.size(file);
        }
        return bytes;
    }
}

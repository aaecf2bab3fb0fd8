package dev.paddock.standalone.source;

import dev.paddock.standalone.CouldNotRun;
import dev.paddock.standalone.UsageError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// The folders that the servers of this machine may read repositories from: one absolute path a line. They read the
/// file anew each time.
public record SourceFolders(Path file) {

    /// Lets the servers read `folder`, a real path; throws [CouldNotRun] when that cannot be written down.
    public void allow(Path folder) {
        String line = folder.toString();
        if (line.indexOf('\n') >= 0) {
            throw new UsageError("The path of the repository holds a line break; rename the folder.");
        }
        try {
            List<String> known = Files.exists(file) ? Files.readAllLines(file) : List.of();
            if (!known.contains(line)) {
                Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            }
        } catch (IOException e) {
            throw new CouldNotRun("%s cannot be written: %s.".formatted(file, e.getMessage()), e);
        }
    }
}

package dev.paddock.model.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The folders whose repositories may be read, and all below them. The list is a file with one absolute folder a
/// line; it is read anew at each check, since it grows while servers run.
record AllowedFolders(@Nullable Path list) {

    /// Judges `path` by where it really is, all links followed.
    SourceCheck check(String path) {
        Path asked;
        try {
            asked = Path.of(path);
        } catch (InvalidPathException e) {
            return new SourceCheck.Refused("The folder of the clone URL has a name that this machine's locale cannot"
                    + " spell; start Paddock with a UTF-8 locale, such as LC_ALL=C.UTF-8.");
        }
        var listed = listed();
        Path real;
        try {
            real = asked.toRealPath();
        } catch (IOException e) {
            // Whether something exists outside of the listed folders is nobody's business.
            return isBelow(asked.normalize(), listed) ? notThere(asked) : notListed(asked);
        }
        if (!isBelow(real, realPaths(listed))) {
            return notListed(asked);
        }
        return Files.isDirectory(real) ? new SourceCheck.Allowed(real.toUri(), List.of()) : notThere(asked);
    }

    private static boolean isBelow(Path path, Collection<Path> folders) {
        return folders.stream().anyMatch(path::startsWith);
    }

    private List<Path> listed() {
        if (list == null) {
            return List.of();
        }
        try (Stream<String> lines = Files.lines(list)) {
            return lines.filter(line -> line.startsWith("/"))
                    .map(line -> Path.of(line).normalize())
                    .toList();
        } catch (IOException | RuntimeException e) {
            // A list that cannot be read allows nothing.
            return List.of();
        }
    }

    private static List<Path> realPaths(List<Path> folders) {
        return folders.stream()
                .flatMap(folder -> {
                    try {
                        return Stream.of(folder.toRealPath());
                    } catch (IOException e) {
                        return Stream.empty();
                    }
                })
                .toList();
    }

    private static SourceCheck notThere(Path asked) {
        return new SourceCheck.Refused("There is no folder " + asked + " on this machine; check the path.");
    }

    private static SourceCheck notListed(Path asked) {
        return new SourceCheck.Refused("The folder " + asked
                + " is not below one that this installation may read; add it to the file that"
                + " PADDOCK_SOURCE_FOLDERS_FILE names.");
    }
}

package dev.paddock.runner.workspace.fetcher;

import dev.paddock.runner.workspace.fetcher.text.LineCount;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectReader;
import org.jspecify.annotations.Nullable;

/// Writes the files of a checked tree, byte by byte as they were committed: no filter, no line ending, no attribute and
/// no link has a say.
final class TreeWriter {

    // Reviewers run as another user, whatever the mask of this process is.
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-r--r--");
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwxr-xr-x");

    private final ObjectReader reader;
    private final Path root;
    private final Set<Path> made = new HashSet<>();
    private final byte[] buffer = new byte[64 * 1024];

    TreeWriter(ObjectReader reader, Path root) {
        this.reader = reader;
        this.root = root;
    }

    /// Returns how many lines each file has; 0 for binary ones.
    Map<String, Integer> write(List<CheckedTree.TreeFile> files) throws IOException {
        Files.setPosixFilePermissions(root, FOLDER);
        var lines = new HashMap<String, Integer>();
        for (var file : files) {
            var target = root.resolve(file.path()).normalize();
            if (!target.startsWith(root) || target.equals(root)) {
                throw new IllegalStateException("a checked path leaves the tree");
            }
            folder(target.getParent());
            lines.put(file.path(), write(file, target));
        }
        return lines;
    }

    private void folder(@Nullable Path folder) throws IOException {
        if (folder == null || folder.equals(root) || !made.add(folder)) {
            return;
        }
        folder(folder.getParent());
        Files.createDirectory(folder);
        Files.setPosixFilePermissions(folder, FOLDER);
    }

    private int write(CheckedTree.TreeFile file, Path target) throws IOException {
        var lines = new LineCount();
        try (InputStream in = reader.open(file.blob(), Constants.OBJ_BLOB).openStream();
                OutputStream out =
                        Files.newOutputStream(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                lines.add(buffer, read);
                out.write(buffer, 0, read);
            }
        }
        Files.setPosixFilePermissions(target, FILE);
        return lines.result();
    }
}

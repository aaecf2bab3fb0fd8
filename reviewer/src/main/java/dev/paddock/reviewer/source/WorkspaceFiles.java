package dev.paddock.reviewer.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/// The files of a checked-out commit. Names come from a task and contents from anyone's repository, so nothing outside
/// the workspace is read and no link is followed. Safe for use by several threads.
public final class WorkspaceFiles {

    /// The longest text that analysers judge, and from where on a changed file is called oversized, in bytes.
    public static final long MAX_TEXT_BYTES = 1024 * 1024;

    /// How much of a file tells text from binary; the number git uses.
    private static final int HEAD_BYTES = 8000;

    private final Path root;

    public WorkspaceFiles(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    /// What lies at a path of the workspace.
    public sealed interface Look {

        /// A regular file that may be read as text.
        record Text(long bytes) implements Look {}

        /// A regular file that is no text.
        record Binary(long bytes) implements Look {}

        /// Nothing to judge: absent, a folder, a submodule or a link; why, in a few words.
        record Nothing(String why) implements Look {}

        /// A path that does not stay inside the workspace.
        record Outside() implements Look {}

        /// A file that exists and cannot be read; why, in a few words.
        record Unreadable(String why) implements Look {}
    }

    /// Looks at `path` without reading more than the head of the file.
    public Look look(String path) {
        try {
            Path file = root.resolve(path).normalize();
            if (path.isBlank() || !file.startsWith(root) || file.equals(root)) {
                return new Look.Outside();
            }
            if (leadsThroughALink(file)) {
                return new Look.Nothing("a symbolic link");
            }
            return lookAt(file);
        } catch (NoSuchFileException e) {
            return new Look.Nothing("not in the workspace");
        } catch (InvalidPathException e) {
            return e.getInput().indexOf('\0') >= 0
                    ? new Look.Outside()
                    : new Look.Unreadable("its name cannot be spelled in this machine's locale");
        } catch (IOException e) {
            return new Look.Unreadable(e.toString());
        }
    }

    /// The text of a file that [#look] called text.
    public SourceText read(String path) throws IOException {
        try (InputStream in = Files.newInputStream(root.resolve(path).normalize(), LinkOption.NOFOLLOW_LINKS)) {
            // The limit holds even if the file grew since it was looked at.
            return SourceText.of(path, TextDecoding.decode(in.readNBytes((int) MAX_TEXT_BYTES)));
        }
    }

    private static Look lookAt(Path file) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isRegularFile()) {
            return new Look.Nothing(attributes.isDirectory() ? "a folder" : "not a regular file");
        }
        byte[] head;
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            head = in.readNBytes(HEAD_BYTES);
        }
        return TextDecoding.isText(head) ? new Look.Text(attributes.size()) : new Look.Binary(attributes.size());
    }

    private boolean leadsThroughALink(Path file) {
        Path at = root;
        for (Path name : root.relativize(file)) {
            at = at.resolve(name);
            if (Files.isSymbolicLink(at)) {
                return true;
            }
        }
        return false;
    }
}

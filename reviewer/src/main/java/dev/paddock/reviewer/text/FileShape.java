package dev.paddock.reviewer.text;

import dev.paddock.model.finding.Finding;
import dev.paddock.model.finding.Severity;
import dev.paddock.reviewer.source.WorkspaceFiles;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Judges a changed file by its size and kind alone.
public final class FileShape {

    /// The rule's id for files over [WorkspaceFiles#MAX_TEXT_BYTES].
    public static final String OVERSIZED = "oversized-file";

    /// The rule's id for files that are no text.
    public static final String BINARY = "binary-file";

    /// Built or packed code: what it does cannot be seen in a review.
    private static final Set<String> CODE = Set.of(
            "a", "apk", "bin", "class", "dex", "dll", "dylib", "ear", "exe", "jar", "ko", "lib", "node", "o", "obj",
            "pyc", "pyd", "so", "wasm", "war", "7z", "bz2", "gz", "rar", "tar", "tgz", "xz", "zip");

    private FileShape() {}

    /// What to say of a text file of `bytes` bytes.
    public static List<Finding> ofText(long bytes) {
        return bytes > WorkspaceFiles.MAX_TEXT_BYTES
                ? List.of(oversized(bytes, "only its beginning was checked, for secrets and conflict markers"))
                : List.of();
    }

    /// What to say of a binary file of `bytes` bytes at `path`.
    public static List<Finding> ofBinary(String path, long bytes) {
        if (CODE.contains(extension(path))) {
            return List.of(aboutTheFile(
                    Severity.WARNING,
                    BINARY,
                    "This is built or packed code (%s), which a review cannot see into.".formatted(size(bytes)),
                    "Build or fetch it from its source instead of committing it."));
        }
        if (bytes > WorkspaceFiles.MAX_TEXT_BYTES) {
            return List.of(oversized(bytes, "it was not reviewed"));
        }
        return List.of(aboutTheFile(
                Severity.INFO, BINARY, "This binary file (%s) was not reviewed.".formatted(size(bytes)), null));
    }

    private static Finding oversized(long bytes, String judged) {
        return aboutTheFile(
                Severity.WARNING,
                OVERSIZED,
                "This file has %s and stays in the history of every clone; over %s, %s."
                        .formatted(size(bytes), size(WorkspaceFiles.MAX_TEXT_BYTES), judged),
                "Keep large files outside the repository or in Git LFS.");
    }

    private static Finding aboutTheFile(Severity severity, String rule, String message, @Nullable String suggestion) {
        return new Finding(0, null, severity, rule, message, suggestion, null);
    }

    private static String extension(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    private static String size(long bytes) {
        if (bytes < 1024) {
            return bytes + " bytes";
        }
        boolean small = bytes < 1024 * 1024;
        return String.format(Locale.ROOT, small ? "%.1f KiB" : "%.1f MiB", bytes / (small ? 1024.0 : 1024.0 * 1024));
    }
}

package dev.paddock.model.change;

import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The path of a file in a commit, as git has it: relative to the root, `/` between its parts.
public final class TreePath {

    /// In characters.
    public static final int LONGEST = 4096;

    private static final Set<String> NO_NAME = Set.of("", ".", "..");

    private TreePath() {}

    /// Whether a commit can hold a file at `path`: it has 1 to [#LONGEST] characters, no part of it is empty, `.` or
    /// `..`, and it does not begin or end with `/`.
    public static boolean isOne(@Nullable String path) {
        return path != null
                && path.length() <= LONGEST
                && Arrays.stream(path.split("/", -1)).noneMatch(NO_NAME::contains);
    }
}

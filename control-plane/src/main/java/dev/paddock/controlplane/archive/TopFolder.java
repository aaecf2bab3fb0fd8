package dev.paddock.controlplane.archive;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Where the results lie in an archive: at its root when a file lies there, else in the one folder that has files. Both
/// who judges an archive and who unpacks it ask here.
public final class TopFolder {

    /// The archive's root.
    public static final String ROOT = "";

    /// What macOS adds to the archives that its Finder makes.
    private static final String FINDERS = "__MACOSX";

    private final Set<String> folders = new TreeSet<>();
    private boolean filesAtRoot;

    /// Takes note of a file.
    ///
    /// @param name with its folders, parted by `/`
    public void note(String name) {
        int slash = name.indexOf('/');
        if (slash < 0) {
            filesAtRoot = true;
        } else if (!name.startsWith(FINDERS + "/")) {
            folders.add(name.substring(0, slash));
        }
    }

    /// The places of which one has the results: none when there are no files, several when nobody can tell which.
    public List<String> places() {
        return filesAtRoot ? List.of(ROOT) : List.copyOf(folders);
    }
}

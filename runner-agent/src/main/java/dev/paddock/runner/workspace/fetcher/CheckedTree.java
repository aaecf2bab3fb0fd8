package dev.paddock.runner.workspace.fetcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.paddock.runner.workspace.fetcher.order.FetchFailed;
import dev.paddock.runner.workspace.fetcher.order.FetchOrder;
import java.io.IOException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevTree;
import org.eclipse.jgit.treewalk.AbstractTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;

/// A commit's tree that was walked to its end, within the budget, with nothing in it that could do harm on disk.
/// Nothing
/// was written by then.
///
/// @param files all files, links among them, in the order of the tree
/// @param submodules how many were left out
record CheckedTree(List<TreeFile> files, int submodules) {

    // Names beyond this cannot be made on the usual file systems.
    private static final int NAME_BYTES = 255;
    // Room is left for the folder in front.
    private static final int PATH_BYTES = 3000;

    /// @param link true for a symbolic link, whose content is its target
    record TreeFile(String path, ObjectId blob, boolean link) {}

    static CheckedTree of(ObjectReader reader, RevTree tree, FetchOrder order) throws IOException, FetchFailed {
        return new Walk(reader, order).over(tree);
    }

    private static final class Walk {

        private final ObjectReader reader;
        private final FetchOrder order;
        private final ObjectChecker names = new ObjectChecker().setSafeForMacOS(true);
        private final List<TreeFile> files = new ArrayList<>();
        // Every path and every folder as a file system that ignores case sees it → as it is spelled.
        private final Map<String, String> spellings = new HashMap<>();
        private int folders;
        private int submodules;
        private long bytes;

        Walk(ObjectReader reader, FetchOrder order) {
            this.reader = reader;
            this.order = order;
        }

        CheckedTree over(RevTree tree) throws IOException, FetchFailed {
            try (var walk = new TreeWalk(reader)) {
                walk.addTree(tree);
                while (walk.next()) {
                    visit(walk);
                }
            }
            return new CheckedTree(List.copyOf(files), submodules);
        }

        private void visit(TreeWalk walk) throws IOException, FetchFailed {
            var mode = walk.getFileMode();
            if (mode.equals(FileMode.GITLINK)) {
                count(++submodules);
                return;
            }
            var path = walk.getPathString();
            checkName(walk, path);
            checkSpelling(path);
            if (walk.isSubtree()) {
                count(++folders);
                walk.enterSubtree();
                return;
            }
            var blob = walk.getObjectId(0);
            files.add(new TreeFile(path, blob, mode.equals(FileMode.SYMLINK)));
            count(files.size());
            bytes += reader.getObjectSize(blob, Constants.OBJ_BLOB);
            if (bytes > order.limits().bytes()) {
                throw FetchFailed.refused("The commit of " + order.name() + " holds more than the budget of "
                        + (order.limits().bytes() >> 20) + " MB of files; leave large files out of the repository.");
            }
        }

        private void count(int seen) throws FetchFailed {
            if (seen > order.limits().files()) {
                throw FetchFailed.refused("The commit of " + order.name() + " holds more than the budget of "
                        + order.limits().files() + " files or folders; split the repository.");
            }
        }

        private void checkName(TreeWalk walk, String path) throws FetchFailed {
            // The name as it stands in the tree: a path made of it may have been cut elsewhere.
            var entry = walk.getTree(0, AbstractTreeIterator.class);
            var name = new byte[entry.getNameLength()];
            entry.getName(name, 0);
            try {
                names.checkPathSegment(name, 0, name.length);
            } catch (CorruptObjectException e) {
                throw badPath(path, "is a name that git forbids");
            }
            // As it will be spelled on disk, which for names that are no UTF-8 is longer.
            if (walk.getNameString().getBytes(UTF_8).length > NAME_BYTES || path.getBytes(UTF_8).length > PATH_BYTES) {
                throw badPath(path, "is longer than file systems allow");
            }
        }

        private void checkSpelling(String path) throws FetchFailed {
            var folded = Normalizer.normalize(path, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
            var twin = spellings.putIfAbsent(folded, path);
            if (twin != null) {
                throw badPath(path, "differs from " + Failures.clean(twin) + " in case only");
            }
        }

        private FetchFailed badPath(String path, String what) {
            return FetchFailed.refused("The path " + Failures.clean(path) + " in the commit of " + order.name() + " "
                    + what + "; rename it.");
        }
    }
}

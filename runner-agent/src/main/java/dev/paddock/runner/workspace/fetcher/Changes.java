package dev.paddock.runner.workspace.fetcher;

import dev.paddock.model.change.ChangedFile;
import dev.paddock.model.change.FileStatus;
import dev.paddock.model.change.LineRange;
import dev.paddock.runner.workspace.fetcher.order.FetchFailed;
import dev.paddock.runner.workspace.fetcher.order.FetchOrder;
import dev.paddock.runner.workspace.fetcher.text.TextDiff;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.jgit.api.errors.CanceledException;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.diff.RenameDetector;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/// Which files a review is about. Links and submodules are never among them.
final class Changes {

    private final Repository repository;
    private final ObjectReader reader;
    private final FetchOrder order;
    // Path → lines, of each file of the commit.
    private final Map<String, Integer> lines;
    private final Set<String> only;

    Changes(Repository repository, ObjectReader reader, FetchOrder order, Map<String, Integer> lines) {
        this.repository = repository;
        this.reader = reader;
        this.order = order;
        this.lines = lines;
        this.only = new HashSet<>(order.only());
    }

    /// Every file, as if it were new.
    List<ChangedFile> everything(CheckedTree tree) {
        return sorted(tree.files().stream()
                .filter(file -> !file.link() && isAskedFor(file.path()))
                .map(file -> added(file.path()))
                .toList());
    }

    /// What differs between two commits, renames found.
    List<ChangedFile> between(RevCommit base, RevCommit commit) throws IOException, FetchFailed {
        var changed = new ArrayList<ChangedFile>();
        var texts = new TextDiff(reader);
        for (var entry : entries(base, commit)) {
            if (isAskedFor(path(entry))) {
                changed.add(changed(entry, texts));
            }
        }
        return sorted(changed);
    }

    private List<DiffEntry> entries(RevCommit base, RevCommit commit) throws IOException, FetchFailed {
        List<DiffEntry> plain;
        try (var walk = new TreeWalk(reader)) {
            walk.setRecursive(true);
            walk.setFilter(TreeFilter.ANY_DIFF);
            walk.addTree(base.getTree());
            walk.addTree(commit.getTree());
            count(walk);
            walk.reset(base.getTree(), commit.getTree());
            plain = DiffEntry.scan(walk);
        }
        var renames = new RenameDetector(repository);
        renames.setBigFileThreshold(TextDiff.MAX_BYTES);
        renames.addAll(plain.stream().filter(Changes::isOfFiles).toList());
        try {
            return renames.compute(reader, NullProgressMonitor.INSTANCE);
        } catch (CanceledException e) {
            throw new IllegalStateException("nobody cancels", e);
        }
    }

    /// The base is as hostile as the commit, and only its differing folders are walked here.
    private void count(TreeWalk walk) throws IOException, FetchFailed {
        int seen = 0;
        while (walk.next()) {
            if (++seen > 2 * order.limits().files()) {
                throw FetchFailed.refused("The change of " + order.name() + " touches more files than the budget of "
                        + order.limits().files() + " allows; choose a base that is closer.");
            }
        }
    }

    private static boolean isOfFiles(DiffEntry entry) {
        return isFileOrNothing(entry.getOldMode()) && isFileOrNothing(entry.getNewMode());
    }

    private static boolean isFileOrNothing(FileMode mode) {
        return mode.equals(FileMode.REGULAR_FILE)
                || mode.equals(FileMode.EXECUTABLE_FILE)
                || mode.equals(FileMode.MISSING);
    }

    private boolean isAskedFor(String path) {
        return only.isEmpty() || only.contains(path);
    }

    private static String path(DiffEntry entry) {
        return entry.getChangeType() == DiffEntry.ChangeType.DELETE ? entry.getOldPath() : entry.getNewPath();
    }

    private ChangedFile changed(DiffEntry entry, TextDiff texts) throws IOException {
        return switch (entry.getChangeType()) {
            // The copied lines are new where they are now.
            case ADD, COPY -> added(entry.getNewPath());
            case DELETE -> deleted(entry, texts);
            case MODIFY -> edited(entry, FileStatus.MODIFIED, texts);
            case RENAME -> edited(entry, FileStatus.RENAMED, texts);
        };
    }

    private ChangedFile added(String path) {
        int count = lines.getOrDefault(path, 0);
        var range = count == 0 ? List.<LineRange>of() : List.of(new LineRange(1, count));
        return new ChangedFile(path, FileStatus.ADDED, count, 0, range);
    }

    private static ChangedFile deleted(DiffEntry entry, TextDiff texts) throws IOException {
        int count = texts.lines(entry.getOldId().toObjectId());
        return new ChangedFile(entry.getOldPath(), FileStatus.DELETED, 0, count, List.of());
    }

    private static ChangedFile edited(DiffEntry entry, FileStatus status, TextDiff texts) throws IOException {
        var edits =
                texts.between(entry.getOldId().toObjectId(), entry.getNewId().toObjectId());
        return new ChangedFile(entry.getNewPath(), status, edits.additions(), edits.deletions(), edits.lines());
    }

    private static List<ChangedFile> sorted(List<ChangedFile> files) {
        return files.stream().sorted(Comparator.comparing(ChangedFile::path)).toList();
    }
}

package dev.paddock.runner.workspace.fetcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paddock.model.task.Commit;
import dev.paddock.runner.workspace.fetcher.order.FetchAnswer;
import dev.paddock.runner.workspace.fetcher.order.FetchFailed;
import dev.paddock.runner.workspace.fetcher.order.FetchOrder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/// The child process: one order in, one answer out. It ends with its parent: the parent holds its standard input open.
public final class FetcherMain {

    // A commit message that is longer says nothing more to a reviewer.
    private static final int MESSAGE_CHARS = 64 * 1024;

    private FetcherMain() {}

    /// Reads a [FetchOrder] from the standard input, writes a [FetchAnswer] to the file that the order names.
    public static void main(String[] arguments) throws IOException {
        SystemReader.setInstance(new HermeticSystem());
        var json = new ObjectMapper();
        var in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        var line = in.readLine();
        if (line == null) {
            return;
        }
        endWithParent(in);
        var order = json.readValue(line, FetchOrder.class);
        var answer = Path.of(order.folders().answer());
        json.writeValue(answer.toFile(), answer(order));
        // JGit's own threads need not end first.
        Runtime.getRuntime().halt(0);
    }

    private static void endWithParent(BufferedReader in) {
        Thread.ofPlatform().daemon().start(() -> {
            try {
                while (in.readLine() != null) {
                    // The parent says nothing more; only the end of the stream matters.
                }
            } catch (IOException e) {
                // As good as its end.
            }
            Runtime.getRuntime().halt(1);
        });
    }

    private static FetchAnswer answer(FetchOrder order) throws IOException {
        try (var remote = new Remote(order)) {
            try {
                return new FetchAnswer(fetch(remote, order), null);
            } catch (FetchFailed | IOException | RuntimeException | StackOverflowError e) {
                return Failures.of(e, order, remote.lastStatus()).answer();
            }
        }
    }

    private static FetchAnswer.Done fetch(Remote remote, FetchOrder order) throws IOException, FetchFailed {
        var commits = new Commits(remote, order);
        var commit = commits.commit();
        var notes = new ArrayList<String>();
        try (var reader = remote.local().newObjectReader()) {
            var tree = CheckedTree.of(reader, commit.getTree(), order);
            var base = order.all() ? null : commits.base(commit);
            var lines = new TreeWriter(reader, Path.of(order.folders().tree())).write(tree.files());
            note(tree, base, notes);
            var changes = new Changes(remote.local(), reader, order, lines);
            var files = base == null || base.commit() == null
                    ? changes.everything(tree)
                    : changes.between(base.commit(), commit);
            if (files.isEmpty() && !order.only().isEmpty()) {
                notes.add("None of the requested files is part of the change.");
            }
            return new FetchAnswer.Done(new Commit(commit.name(), message(commit)), files, notes);
        }
    }

    private static void note(CheckedTree tree, Commits.@Nullable Base base, List<String> notes) {
        if (base != null && base.note() != null) {
            notes.add(base.note());
        }
        if (tree.submodules() > 0) {
            notes.add("Submodules are left out: " + tree.submodules() + ".");
        }
        var links = tree.files().stream().filter(CheckedTree.TreeFile::link).count();
        if (links > 0) {
            notes.add("Symbolic links are plain files that hold their targets, and are not reviewed: " + links + ".");
        }
    }

    private static String message(RevCommit commit) {
        var message = commit.getFullMessage();
        return Commit.upToLastLine(message.substring(0, Math.min(message.length(), MESSAGE_CHARS)));
    }
}

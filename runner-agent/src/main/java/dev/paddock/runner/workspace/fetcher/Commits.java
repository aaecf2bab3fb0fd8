package dev.paddock.runner.workspace.fetcher;

import dev.paddock.model.run.FailureReason;
import dev.paddock.runner.workspace.fetcher.order.FetchFailed;
import dev.paddock.runner.workspace.fetcher.order.FetchOrder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.RevFilter;
import org.jspecify.annotations.Nullable;

/// Gets the reviewed commit, and the one it is compared with.
final class Commits {

    /// How far histories are looked through, in commits. Each step fetches the trees and files of that many.
    private static final int[] DEPTHS = {50, 200, 1000};

    /// @param commit null = compare with nothing: all is new
    /// @param note what users should know of the comparison; null = nothing
    record Base(@Nullable RevCommit commit, @Nullable String note) {}

    private final Remote remote;
    private final FetchOrder order;
    private final ObjectId wanted;
    private final DiskWatch watch;
    // A branch whose history is deepened along; null while the server serves commits by their ids.
    private Remote.@Nullable Want along;

    Commits(Remote remote, FetchOrder order) {
        this.remote = remote;
        this.order = order;
        this.wanted = ObjectId.fromString(order.wanted().commit());
        // Short of the parent's limit, which kills: what is nice to have must not end the fetch.
        this.watch =
                new DiskWatch(Path.of(order.folders().git()), order.limits().bytes() * 3 / 2);
    }

    /// The reviewed commit, with its first parent where that is what it is compared with.
    RevCommit commit() throws IOException, FetchFailed {
        int depth = Math.max(order.wanted().depth(), needsParent() ? 2 : 1);
        if (fetchById(wanted, "commit", depth) || findInBranch(depth)) {
            return parse(wanted);
        }
        throw new FetchFailed(
                FailureReason.REF_NOT_FOUND,
                "The repository " + order.name() + " has no commit " + wanted.name()
                        + ", or it is in no branch that the server shows; push it, then start a new run.");
    }

    private boolean needsParent() {
        return !order.all() && order.wanted().base() == null;
    }

    /// What `commit` is compared with.
    Base base(RevCommit commit) throws IOException, FetchFailed {
        var spelled = order.wanted().base();
        if (spelled != null) {
            return mergeBase(commit, ObjectId.fromString(spelled));
        }
        if (commit.getParentCount() > 0) {
            return new Base(parse(commit.getParent(0)), null);
        }
        return remote.isCut(commit)
                ? new Base(null, "The parent of the commit could not be fetched: all its files count as added.")
                : new Base(null, null);
    }

    private Base mergeBase(RevCommit commit, ObjectId base) throws IOException, FetchFailed {
        boolean served =
                remote.has(base) || fetchById(base, "base", order.wanted().depth());
        var found = served ? commonAncestor(commit, base) : null;
        for (int depth : DEPTHS) {
            if (found != null || remote.isWhole() || !deepen(base, served, depth)) {
                break;
            }
            served = served || remote.has(base);
            found = served ? commonAncestor(commit, base) : null;
        }
        if (!served) {
            throw new FetchFailed(
                    FailureReason.REF_NOT_FOUND,
                    "The repository " + order.name() + " has no base commit " + base.name()
                            + ", or it is in no branch that the server shows; choose another base.");
        }
        return found != null
                ? new Base(parse(found), null)
                : new Base(
                        parse(base),
                        "No common ancestor of the commit and its base "
                                + base.abbreviate(12).name() + " is within reach: the two are compared as they are.");
    }

    /// False when it did not work, for whatever reason: a comparison without history is left.
    private boolean deepen(ObjectId base, boolean served, int depth) throws FetchFailed {
        var wants = new ArrayList<Remote.Want>();
        wants.add(along != null ? along : new Remote.Want(wanted.name(), "commit"));
        if (served && along == null) {
            wants.add(new Remote.Want(base.name(), "base"));
        }
        try {
            remote.fetch(wants, depth, watch);
            return !watch.isCancelled();
        } catch (IOException e) {
            return false;
        }
    }

    private @Nullable ObjectId commonAncestor(ObjectId commit, ObjectId base) throws IOException {
        try (var walk = new RevWalk(remote.local())) {
            walk.setRevFilter(RevFilter.MERGE_BASE);
            walk.markStart(List.of(walk.parseCommit(commit), walk.parseCommit(base)));
            var found = walk.next();
            return found == null ? null : found.copy();
        }
    }

    /// False when the server serves no such commit by its id.
    private boolean fetchById(ObjectId id, String name, int depth) throws IOException, FetchFailed {
        try {
            remote.fetch(List.of(new Remote.Want(id.name(), name)), depth, watch);
            return remote.has(id);
        } catch (TransportException e) {
            if (Failures.isUnknownId(e, id, remote.isLocal())) {
                return false;
            }
            throw e;
        }
    }

    /// Looks through the branch, or the tag of that name, for the wanted commit.
    private boolean findInBranch(int depth) throws IOException, FetchFailed {
        var branch = order.wanted().branch();
        if (branch == null) {
            return false;
        }
        var names =
                branch.startsWith("refs/") ? List.of(branch) : List.of("refs/heads/" + branch, "refs/tags/" + branch);
        for (var name : names) {
            var want = new Remote.Want(name, "branch");
            if (remote.fetch(List.of(want), depth, watch)) {
                along = want;
                return isWithin(want, depth);
            }
        }
        return false;
    }

    private boolean isWithin(Remote.Want branch, int depth) throws IOException, FetchFailed {
        for (int i = 0; !isThere(); i++) {
            if (i == DEPTHS.length || remote.isWhole() || watch.isCancelled()) {
                return false;
            }
            if (DEPTHS[i] > depth) {
                remote.fetch(List.of(branch), DEPTHS[i], watch);
            }
        }
        return true;
    }

    /// With its parent, where that is needed.
    private boolean isThere() throws IOException {
        return remote.has(wanted) && !(needsParent() && remote.isCut(wanted));
    }

    private RevCommit parse(ObjectId id) throws IOException, FetchFailed {
        try (var walk = new RevWalk(remote.local())) {
            var object = walk.parseAny(id);
            if (object instanceof RevCommit commit) {
                walk.parseBody(commit);
                return commit;
            }
            throw new FetchFailed(
                    FailureReason.REF_NOT_FOUND,
                    "The object " + id.name() + " of the repository " + order.name()
                            + " is no commit; give the id of a commit.");
        }
    }
}

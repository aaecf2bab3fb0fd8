package dev.paddock.runner.boot.folder;

import dev.paddock.runner.container.supervise.Tree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/// What runners of other ids left beside this one's folder when they died: a pod that is killed is followed by one of
/// another id, which would never look there.
///
/// A runner is dead when nobody holds the lock of its folder. Of one that may come back the credential stays.
///
/// @param own this runner's folder
record Leftovers(Path own) {

    private static final Logger LOG = Logger.getLogger(Leftovers.class);

    /// All that stands in a runner's folder; one with anything else in it is somebody else's.
    private static final Pattern OURS = Pattern.compile("lock|tasks|spool|scratch|credential(.*\\.new)?");

    /// Moves the checkouts and scratch folders of dead runners into this runner's own, which are cleared as if
    /// they were its own, and deletes the rest. What cannot be moved stays where it is. Returns the folders of
    /// runners that were found dead, those that are deleted, too.
    Set<Path> gather() {
        Set<Path> dead = new HashSet<>();
        Path parent = own.toAbsolutePath().getParent();
        if (parent == null) {
            return dead;
        }
        try (var siblings = Files.newDirectoryStream(parent, this::isOurs)) {
            siblings.forEach(sibling -> take(sibling, dead));
        } catch (IOException | DirectoryIteratorException e) {
            LOG.warnf("Cannot look for what dead runners left in %s: %s", parent, e);
        }
        return dead;
    }

    /// As [WorkFolder#isOfTheDead]. Who works holds the lock of its folder from its start to its end, so it is
    /// dead when the lock can be taken. A folder that is not there tells nothing: a living runner in another
    /// container may have it.
    ///
    /// @param deleted the folders that this runner has cleared, and perhaps deleted
    boolean isDead(String tasks, Set<Path> deleted) {
        Optional<Path> sibling = sibling(tasks);
        if (sibling.isEmpty()) {
            return false;
        }
        Path other = sibling.get();
        if (Files.notExists(other, LinkOption.NOFOLLOW_LINKS)) {
            return deleted.contains(other);
        }
        // A link may lead to the own lock, and to take that again would let it go.
        if (!Files.isDirectory(other, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (FolderLock lock = FolderLock.ofAnother(other)) {
            if (!lock.take()) {
                return false;
            }
            // Somebody who starts there in this moment comes again.
            var unused = lock.clears();
            return true;
        } catch (IOException e) {
            LOG.debugf("Nobody can tell who works in %s: %s", other, e);
            return false;
        }
    }

    /// The folder beside the own one, and not that one, whose tasks' folder is `tasks`.
    private Optional<Path> sibling(String tasks) {
        Path self = own.toAbsolutePath();
        try {
            return Optional.ofNullable(Path.of(tasks).getParent())
                    .filter(other -> Objects.equals(other.getParent(), self.getParent()) && !other.equals(self));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private boolean isOurs(Path sibling) {
        if (sibling.getFileName().equals(own.getFileName())
                || !Files.isDirectory(sibling, LinkOption.NOFOLLOW_LINKS)
                || !Files.isRegularFile(sibling.resolve(FolderLock.NAME), LinkOption.NOFOLLOW_LINKS)
                || !Files.isDirectory(sibling.resolve("tasks"), LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (Stream<Path> content = Files.list(sibling)) {
            return content.allMatch(
                    entry -> OURS.matcher(entry.getFileName().toString()).matches());
        } catch (IOException | UncheckedIOException e) {
            // Another user's.
            LOG.debugf("%s cannot be looked into: %s", sibling, e);
            return false;
        }
    }

    private void take(Path sibling, Set<Path> dead) {
        try (FolderLock lock = FolderLock.ofAnother(sibling)) {
            if (!lock.take()) {
                return;
            }
            dead.add(sibling);
            LOG.infof("Clearing %s, whose runner is gone", sibling);
            boolean passed = lock.clears();
            move(sibling.resolve("tasks"), own.resolve("tasks"), "");
            // Where reviews ran as processes, one of them may still: it is ended like one of this runner's own.
            move(sibling.resolve("scratch"), own.resolve("scratch"), "review-");
            Tree.delete(sibling.resolve("spool"));
            if (passed || !Files.exists(sibling.resolve("credential"))) {
                Tree.delete(sibling);
            }
        } catch (IOException e) {
            LOG.warnf("%s is left of a runner that is gone and cannot be cleared; delete it by hand: %s", sibling, e);
        }
    }

    private static void move(Path from, Path to, String prefix) throws IOException {
        if (!Files.isDirectory(from, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.createDirectories(to);
        try (var left = Files.newDirectoryStream(from)) {
            for (Path one : left) {
                Files.move(one, to.resolve(prefix + "left-" + UUID.randomUUID()));
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        Files.delete(from);
    }
}

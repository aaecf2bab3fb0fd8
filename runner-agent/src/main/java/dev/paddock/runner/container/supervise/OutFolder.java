package dev.paddock.runner.container.supervise;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The one folder a reviewer writes to: hostile while it runs, and after.
public final class OutFolder {

    /// A reviewer that writes as fast as a disk can leaves this much time's worth behind before it is noticed.
    private static final Duration INTERVAL = Duration.ofMillis(100);

    /// Nine names of 255 bytes stay under what a path may have (4 096), and nobody needs more.
    private static final int DEPTH = 8;

    private final Path folder;
    private final OutBudget budget;

    public OutFolder(Path folder, OutBudget budget) {
        this.folder = folder;
        this.budget = budget;
    }

    /// The budget that is used up, in words; empty when none is.
    public Optional<String> excess() {
        var count = new Count();
        try {
            Files.walkFileTree(folder, count);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look through " + folder, e);
        }
        return Optional.ofNullable(count.excess);
    }

    /// Looks at the budget until the watch is closed; calls `onExcess` once, from a thread of its own.
    public Watch watch(Consumer<String> onExcess) {
        var closed = new CountDownLatch(1);
        Thread thread = Thread.ofVirtual().name("out-folder-watch").start(() -> {
            try {
                while (!closed.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                    Optional<String> excess = excess();
                    if (excess.isPresent()) {
                        onExcess.accept(excess.get());
                        return;
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        return new Watch(closed, thread);
    }

    /// Makes the folder one that its owner can read and delete, once nobody writes to it any more: no folder in it is
    /// closed to its owner, and none lies deeper than a path is long.
    public void settle() throws IOException {
        Deque<Placed> open = new ArrayDeque<>(List.of(new Placed(folder, 0)));
        int moved = 0;
        while (!open.isEmpty()) {
            Placed next = open.pop();
            Files.setPosixFilePermissions(next.path(), PosixFilePermissions.fromString("rwx------"));
            for (Path child : foldersIn(next.path())) {
                if (next.depth() < DEPTH) {
                    open.push(new Placed(child, next.depth() + 1));
                } else {
                    Path nearer = Files.createTempDirectory(folder, "deep-").resolve(Integer.toString(moved++));
                    open.push(new Placed(Files.move(child, nearer), 2));
                }
            }
        }
    }

    private static List<Path> foldersIn(Path parent) throws IOException {
        try (var children = Files.newDirectoryStream(parent, child -> Files.isDirectory(child, NOFOLLOW_LINKS))) {
            List<Path> found = new ArrayList<>();
            children.forEach(found::add);
            return found;
        }
    }

    private record Placed(Path path, int depth) {}

    /// A running look at the budget.
    public record Watch(CountDownLatch closed, Thread thread) implements AutoCloseable {
        @Override
        public void close() {
            closed.countDown();
        }
    }

    private final class Count extends SimpleFileVisitor<Path> {
        private long bytes;
        private int entries = -1; // the folder itself is none
        private @Nullable String excess;

        @Override
        public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) {
            entries++;
            if (visited.getNameCount() - folder.getNameCount() > DEPTH) {
                excess = "%d folders deep".formatted(DEPTH);
            }
            return judge();
        }

        @Override
        public FileVisitResult visitFile(Path visited, BasicFileAttributes attributes) {
            entries++;
            bytes += attributes.size();
            if (attributes.size() > budget.fileBytes()) {
                excess = "%d MiB a file".formatted(budget.fileBytes() >> 20);
            }
            return judge();
        }

        // A folder that the agent may not look into hides what is in it.
        @Override
        public FileVisitResult visitFileFailed(Path visited, IOException failure) {
            if (!(failure instanceof NoSuchFileException)) {
                excess = "files that can be seen";
            }
            return judge();
        }

        @Override
        public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) {
            return FileVisitResult.CONTINUE;
        }

        private FileVisitResult judge() {
            if (excess == null && entries > budget.entries()) {
                excess = "%d files".formatted(budget.entries());
            }
            if (excess == null && bytes > budget.totalBytes()) {
                excess = "%d MiB".formatted(budget.totalBytes() >> 20);
            }
            return excess == null ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
        }
    }
}

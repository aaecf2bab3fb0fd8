package dev.paddock.runner.result;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.READ;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The files of the reviewed commit, as a reviewer may name them.
final class CommitTree {

    /// Where a reviewer in a container sees the tree.
    private static final String INSIDE = "/workspace";

    /// Fingerprints of longer files' findings do without the line's text.
    private static final int LONGEST = 16 << 20;

    private final Path root;
    private final Map<String, Optional<String>> found = new HashMap<>();
    private String openPath = "";
    private List<String> openLines = List.of();

    CommitTree(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    /// The path in the commit that the first fitting spelling names; empty when none is a file of it.
    Optional<String> find(List<String> spellings) {
        return spellings.stream().flatMap(one -> find(one).stream()).findFirst();
    }

    Optional<String> find(String spelling) {
        return found.computeIfAbsent(spelling, this::lookUp);
    }

    private Optional<String> lookUp(String spelling) {
        return Stream.of(INSIDE, root.toString())
                .filter(prefix -> spelling.startsWith(prefix + "/"))
                .findFirst()
                .map(prefix -> spelling.substring(prefix.length() + 1))
                .or(() -> Optional.of(spelling).filter(path -> !path.startsWith("/")))
                .flatMap(CommitTree::normal)
                .filter(this::isFile);
    }

    private static Optional<String> normal(String path) {
        Deque<String> parts = new ArrayDeque<>();
        for (String part : path.split("/", -1)) {
            if (part.equals("..")) {
                if (parts.pollLast() == null) {
                    return Optional.empty();
                }
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        return parts.isEmpty() ? Optional.empty() : Optional.of(String.join("/", parts));
    }

    // Part by part, so that no link on the way leads out.
    private boolean isFile(String path) {
        try {
            Path file = root.resolve(path);
            Path parent = root;
            for (Path part : root.relativize(file)) {
                if (!Files.isDirectory(parent, NOFOLLOW_LINKS)) {
                    return false;
                }
                parent = parent.resolve(part);
            }
            return Files.isRegularFile(file, NOFOLLOW_LINKS);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /// The text of a 1-based line of a found file; empty where there is none.
    String line(String path, int number) {
        if (!path.equals(openPath)) {
            openLines = lines(path);
            openPath = path;
        }
        return number < 1 || number > openLines.size() ? "" : openLines.get(number - 1);
    }

    private List<String> lines(String path) {
        try (var channel = Files.newByteChannel(root.resolve(path), Set.of(READ, NOFOLLOW_LINKS))) {
            byte[] bytes = Channels.newInputStream(channel).readNBytes(LONGEST + 1);
            return bytes.length > LONGEST
                    ? List.of()
                    : new String(bytes, StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}

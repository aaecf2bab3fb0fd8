package dev.paddock.proving.drill.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Files that no task has any business with stay as they are.
final class FileCheck {

    private final List<Path> roots;
    private Map<Path, String> known;

    /// @param roots files, and folders with all below them
    FileCheck(List<Path> roots) throws IOException {
        this.roots = List.copyOf(roots);
        this.known = hashes();
    }

    /// What changed since the last look.
    List<Violation> look() throws IOException {
        Map<Path, String> now = hashes();
        var paths = new TreeSet<>(known.keySet());
        paths.addAll(now.keySet());
        List<Violation> found = new ArrayList<>();
        for (Path path : paths) {
            String before = known.getOrDefault(path, "absent");
            String after = now.getOrDefault(path, "absent");
            if (!before.equals(after)) {
                found.add(Violation.of(Invariant.I7, path + " changed"));
            }
        }
        known = now;
        return found;
    }

    private Map<Path, String> hashes() throws IOException {
        Map<Path, String> hashes = new TreeMap<>();
        for (Path root : roots) {
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    hashes.put(file, hash(file));
                }
            }
        }
        return hashes;
    }

    private static String hash(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

package dev.paddock.runner.container.process;

import dev.paddock.runner.container.supervise.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// A review's own folder: its home and temporary files, and word of its process for a runner that comes later.
record Scratch(Path folder) {

    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

    /// @param prefix of the folder's name
    static Scratch make(Path parent, String prefix) throws IOException {
        Files.createDirectories(parent);
        var scratch = new Scratch(Files.createTempDirectory(parent, prefix));
        Files.createDirectory(scratch.home());
        return scratch;
    }

    boolean isNamed(String prefix) {
        return folder.getFileName().toString().startsWith(prefix);
    }

    Path home() {
        return folder.resolve("home");
    }

    private Path word() {
        return folder.resolve("process");
    }

    /// Says which process works here, and until when it may.
    void note(ProcessHandle process, Instant deadline) throws IOException {
        Files.write(
                word(),
                List.of(Long.toString(process.pid()), startOf(process), Long.toString(deadline.toEpochMilli())));
    }

    /// True when the folder says that its process should have ended before `now`.
    boolean isPast(Instant now) throws IOException {
        List<String> lines = lines();
        return !lines.isEmpty() && Long.parseLong(lines.get(2)) < now.toEpochMilli();
    }

    /// The noted process, if it still runs: a number alone might be another's by now.
    Optional<ProcessHandle> process() throws IOException {
        List<String> lines = lines();
        return lines.isEmpty()
                ? Optional.empty()
                : ProcessHandle.of(Long.parseLong(lines.get(0)))
                        .filter(found -> startOf(found).equals(lines.get(1)));
    }

    // A full disk or a power cut leaves a part of it, which says nothing.
    private List<String> lines() throws IOException {
        try {
            List<String> lines = Files.readAllLines(word());
            boolean whole = lines.size() == 3
                    && NUMBER.matcher(lines.get(0)).matches()
                    && NUMBER.matcher(lines.get(2)).matches();
            return whole ? lines : List.of();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private static String startOf(ProcessHandle process) {
        return process.info()
                .startInstant()
                .map(start -> Long.toString(start.toEpochMilli()))
                .orElse("unknown");
    }

    /// Deletes the folder and all in it, following no link.
    void delete() throws IOException {
        Tree.delete(folder);
    }
}

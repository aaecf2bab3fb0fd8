package dev.paddock.proving.drill.check;

import dev.paddock.proving.drill.runner.Deed;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What the runners themselves wrote down: who worked on what, and when. Whether two had a run at once is judged by
/// this and not by the ledger's opinion.
public final class WorkCheck {

    private final Path folder;
    private final Map<Path, Long> read = new HashMap<>();
    private final Map<String, Work> works = new HashMap<>();
    private final List<Violation> violations = new ArrayList<>();

    /// @param folder of the journals
    public WorkCheck(Path folder) {
        this.folder = folder;
    }

    /// What one runner did on one claim.
    ///
    /// @param end of the last instant it worked, in nanoseconds of the monotonic clock
    /// @param how the work ended; empty when it did not end by itself
    /// @param answer to its result: `ACCEPTED`, the code of a refusal, or empty
    public record Work(
            String task, String run, int attempt, String runner, long begin, long end, String how, String answer) {

        boolean overlaps(Work other) {
            return begin < other.end && other.begin < end;
        }

        Work with(Deed deed) {
            return switch (deed.kind()) {
                case BEGAN -> this;
                case WORKED -> new Work(task, run, attempt, runner, begin, deed.nanos(), how, answer);
                case ENDED -> new Work(task, run, attempt, runner, begin, end, deed.detail(), answer);
                case ACCEPTED -> new Work(task, run, attempt, runner, begin, end, how, "ACCEPTED");
                case REFUSED -> new Work(task, run, attempt, runner, begin, end, how, deed.detail());
            };
        }
    }

    /// Reads what is new; what was worked on so far, by task.
    public synchronized Map<String, Work> read() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                readFile(file);
            }
        }
        return Map.copyOf(works);
    }

    /// Reads what is new and judges it.
    synchronized List<Violation> look() throws IOException {
        Collection<Work> all = read().values();
        List<Violation> found = new ArrayList<>(violations);
        violations.clear();
        Map<String, List<Work>> byRun = new HashMap<>();
        all.forEach(work ->
                byRun.computeIfAbsent(work.run(), run -> new ArrayList<>()).add(work));
        for (List<Work> ofRun : byRun.values()) {
            ofRun.sort(Comparator.comparingLong(Work::begin));
            judge(ofRun, found);
        }
        return found;
    }

    private static void judge(List<Work> ofRun, List<Violation> found) {
        long accepted =
                ofRun.stream().filter(work -> work.answer().equals("ACCEPTED")).count();
        if (accepted > 1) {
            found.add(Violation.of(Invariant.I3, "more than one result was accepted: " + ofRun));
        }
        for (int i = 1; i < ofRun.size(); i++) {
            Work before = ofRun.get(i - 1);
            Work after = ofRun.get(i);
            if (before.overlaps(after)) {
                found.add(Violation.of(Invariant.I2, "two worked on a run at once: " + before + " and " + after));
            }
            if (before.attempt() >= after.attempt()) {
                found.add(Violation.of(Invariant.I2, "an older attempt came later: " + before + " and " + after));
            }
        }
        for (Work work : ofRun) {
            if (work.how().startsWith("refused-illegal") || work.how().startsWith("log-next")) {
                found.add(Violation.of(Invariant.I3, "a holder was refused: " + work));
            }
        }
    }

    private void readFile(Path path) throws IOException {
        long from = read.getOrDefault(path, 0L);
        byte[] bytes;
        try (var file = new RandomAccessFile(path.toFile(), "r")) {
            bytes = new byte[(int) (file.length() - from)];
            file.seek(from);
            file.readFully(bytes);
        }
        int end = bytes.length;
        // A line may be half written.
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        read.put(path, from + end);
        new String(bytes, 0, end, StandardCharsets.US_ASCII)
                .lines()
                .forEach(line -> Deed.parse(line).ifPresent(this::take));
    }

    private void take(Deed deed) {
        Work known = works.get(deed.task());
        if (known == null) {
            var begun = new Work(
                    deed.task(), deed.run(), deed.attempt(), deed.runner(), deed.nanos(), deed.nanos(), "", "");
            works.put(deed.task(), begun);
        } else if (!known.runner().equals(deed.runner()) || deed.kind() == Deed.Kind.BEGAN) {
            violations.add(Violation.of(Invariant.I2, "a claim was worked on twice: " + known + " and " + deed));
        } else {
            works.put(deed.task(), known.with(deed));
        }
    }
}

package dev.paddock.standalone.reports;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.paddock.standalone.Json;
import dev.paddock.standalone.UsageError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A report as it lies in a file, and the screenshots that it names by their files.
final class ReportFile {

    /// What the control plane takes.
    static final int MOST_BYTES = 25 << 20;

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private final String name;
    private final byte[] report;
    private final ReportScan.Found found;

    private ReportFile(String name, byte[] report, ReportScan.Found found) {
        this.name = name;
        this.report = report;
        this.found = found;
    }

    /// Reads the report in `file`; names of screenshots begin in its folder. Throws [UsageError] when there is none, or
    /// it is too large, or not JSON.
    static ReportFile read(Path file) throws IOException {
        try (InputStream bytes = Files.newInputStream(file)) {
            return read(file.toString(), bytes, Objects.requireNonNullElse(file.getParent(), Path.of("")));
        } catch (NoSuchFileException e) {
            throw new UsageError("There is no file %s; check the path of the report.".formatted(file));
        } catch (IOException e) {
            throw new UsageError("The file %s cannot be read (%s); give one with a report.".formatted(file, e));
        }
    }

    /// Reads the report that comes by `input`; names of screenshots begin in `folder`.
    static ReportFile read(String name, InputStream input, Path folder) throws IOException {
        byte[] bytes = input.readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
            throw tooLarge(name);
        }
        byte[] report = startsWithMark(bytes) ? Arrays.copyOfRange(bytes, 3, bytes.length) : bytes;
        return new ReportFile(name, report, ReportScan.of(report, folder));
    }

    private static boolean startsWithMark(byte[] bytes) {
        return bytes.length >= 3 && Arrays.equals(bytes, 0, 3, BYTE_ORDER_MARK, 0, 3);
    }

    /// The screenshots that it names.
    List<NamedScreenshot> named() {
        return found.named();
    }

    /// What is sent: the report as it was written, its named screenshots replaced by references to their digests.
    /// Throws [UsageError] when that is too large.
    ///
    /// @param digests of all screenshots that it names
    byte[] body(@Nullable String branch, @Nullable String commit, Map<Path, String> digests)
            throws JsonProcessingException {
        List<Edit> edits = edits(digests);
        byte[] before = bytes("{\"report\":");
        byte[] after = bytes(member("branch", branch) + member("commit", commit) + "}");
        long size = before.length + after.length + report.length;
        for (Edit edit : edits) {
            size += edit.text().length - (edit.end() - edit.start());
        }
        if (size > MOST_BYTES) {
            throw tooLarge(name);
        }
        // At its size from the beginning: this program has little memory.
        ByteBuffer body = ByteBuffer.allocate((int) size).put(before);
        int done = 0;
        for (Edit edit : edits) {
            body.put(report, done, edit.start() - done).put(edit.text());
            done = edit.end();
        }
        return body.put(report, done, report.length - done).put(after).array();
    }

    /// What stands between `start` and `end` in the report becomes `text`.
    private record Edit(int start, int end, byte[] text) {}

    private List<Edit> edits(Map<Path, String> digests) {
        var edits = new ArrayList<Edit>();
        found.named().forEach(one -> edits.add(new Edit(one.start(), one.end(), bytes("null"))));
        Map<Integer, List<NamedScreenshot>> byResult =
                found.named().stream().collect(Collectors.groupingBy(NamedScreenshot::result));
        found.references().forEach(place -> {
            String members = byResult.getOrDefault(place.result(), List.of()).stream()
                    .map(one -> "\"%s\":\"%s\"".formatted(one.which(), digests.get(one.file())))
                    .collect(Collectors.joining(","));
            edits.add(new Edit(place.start(), place.end(), bytes(place.before() + members + place.after())));
        });
        edits.sort(Comparator.comparingInt(Edit::start));
        return edits;
    }

    private static String member(String name, @Nullable String value) throws JsonProcessingException {
        return value == null ? "" : ",\"" + name + "\":" + Json.line(value);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static UsageError tooLarge(String name) {
        return new UsageError(
                "The report in %s has more than %d MiB, which is the most that is taken; let it name its screenshots by their files, which are then sent by themselves."
                        .formatted(name, MOST_BYTES >> 20));
    }
}

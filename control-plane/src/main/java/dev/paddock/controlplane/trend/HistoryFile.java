package dev.paddock.controlplane.trend;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// A file with a line a report, none of which is ever in memory.
///
/// @param path the file
record HistoryFile(Path path) {

    /// Where a line is.
    ///
    /// @param bytes without its end
    record Line(long start, long bytes) {}

    /// Its lines, without blank ones.
    List<Line> lines() throws IOException {
        List<Line> lines = new ArrayList<>();
        try (InputStream in = Files.newInputStream(path)) {
            byte[] buffer = new byte[64 * 1024];
            long before = 0;
            long start = 0;
            boolean blank = true;
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                for (int i = 0; i < n; i++) {
                    if (buffer[i] == '\n') {
                        add(lines, blank, start, before + i);
                        start = before + i + 1;
                        blank = true;
                    } else {
                        blank &= Character.isWhitespace(buffer[i]);
                    }
                }
                before += n;
            }
            add(lines, blank, start, before);
        }
        return lines;
    }

    private static void add(List<Line> lines, boolean blank, long start, long end) {
        if (!blank) {
            lines.add(new Line(start, end - start));
        }
    }

    /// The text of a line, which the caller closes.
    Reader open(Line line) throws IOException {
        InputStream in = Files.newInputStream(path);
        try {
            in.skipNBytes(line.start());
            return new LineReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    /// Makes this one of lines of `other`, in their order.
    void write(HistoryFile other, List<Line> lines) throws IOException {
        try (FileChannel to = FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            append(other, lines, to);
        }
    }

    /// Adds lines of `other` behind its own.
    void append(HistoryFile other, List<Line> lines) throws IOException {
        try (FileChannel to = FileChannel.open(path, StandardOpenOption.WRITE)) {
            append(other, lines, to.position(to.size()));
        }
    }

    private static void append(HistoryFile other, List<Line> lines, FileChannel to) throws IOException {
        try (FileChannel from = FileChannel.open(other.path, StandardOpenOption.READ)) {
            for (Line line : lines) {
                long done = 0;
                while (done < line.bytes()) {
                    long more = from.transferTo(line.start() + done, line.bytes() - done, to);
                    if (more <= 0) {
                        throw new EOFException(other.path + " has become shorter");
                    }
                    done += more;
                }
                to.write(ByteBuffer.wrap(new byte[] {'\n'}));
            }
        }
    }

    /// Makes this one of the last line of `of`, with `url` in it. False when that is none of a history.
    boolean take(HistoryFile of, List<Line> lines, String url) throws IOException {
        if (lines.isEmpty()) {
            return false;
        }
        try (OutputStream out = Files.newOutputStream(path)) {
            if (!HistoryLine.copy(of.open(lines.getLast()), url, out)) {
                return false;
            }
        }
        List<Line> taken = lines();
        return taken.size() == 1 && HistoryLine.look(open(taken.getFirst()), url) != HistoryLine.Kind.BROKEN;
    }
}

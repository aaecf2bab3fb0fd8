package dev.paddock.controlplane.trend;

import java.io.IOException;
import java.io.Reader;

/// One line of JSON, with every text in it cut to so many characters: it passes whatever comes in the
/// same little memory, and whoever reads it finds no text that is long.
final class LineReader extends Reader {

    /// A message or a trace may have megabytes; trends show where one begins.
    static final int LONGEST_TEXT = 1000;

    /// Behind a backslash; the numbers below are how many digits of a character's number are to come.
    private static final int ESCAPE = 5;

    private final Reader in;
    private final char[] buffer = new char[16 * 1024];
    private int at;
    private int end;
    private boolean inText;
    private int length;
    private int escape;
    private boolean kept;

    /// @param in stands at the line's beginning
    LineReader(Reader in) {
        this.in = in;
    }

    @Override
    public int read(char[] target, int from, int count) throws IOException {
        int read = 0;
        while (read < count) {
            int next = next();
            if (next < 0) {
                return read == 0 ? -1 : read;
            }
            if (isKept((char) next)) {
                target[from + read++] = (char) next;
            }
        }
        return read;
    }

    /// The line's next character; -1 at its end.
    private int next() throws IOException {
        if (at == end) {
            at = 0;
            end = Math.max(0, in.read(buffer));
        }
        return at == end || buffer[at] == '\n' ? -1 : buffer[at++];
    }

    private boolean isKept(char next) {
        if (!inText) {
            inText = next == '"';
            length = 0;
            return true;
        }
        if (escape > 0) {
            // The whole of it, or nothing.
            escape = escape < ESCAPE ? escape - 1 : next == 'u' ? ESCAPE - 1 : 0;
            return kept;
        }
        if (next == '"') {
            inText = false;
            return true;
        }
        kept = length++ < LONGEST_TEXT;
        escape = next == '\\' ? ESCAPE : 0;
        return kept;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}

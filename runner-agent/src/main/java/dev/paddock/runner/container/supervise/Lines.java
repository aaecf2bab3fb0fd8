package dev.paddock.runner.container.supervise;

import dev.paddock.model.secret.SecretMask;
import dev.paddock.runner.container.ReviewContainers.Output;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Turns the bytes of one stream into lines of at most [#LIMIT] bytes of UTF-8, holding no more than one of them.
///
/// Invalid UTF-8 becomes U+FFFD, NUL and the carriage return before a line's end are left out, and what a line has too
/// much is skipped behind a marker. When the output throws, the rest is skipped and [#end] throws the same. For one
/// thread at a time.
public final class Lines {

    /// The longest line, its marker included.
    public static final int LIMIT = 16 * 1024;

    static final String MARKER = SecretMask.CUT;

    private static final int MARKER_BYTES = MARKER.getBytes(StandardCharsets.UTF_8).length;

    private final Output.Stream stream;
    private final Output output;
    private final byte[] line = new byte[LIMIT];
    private int length;
    private boolean tooLong;
    private @Nullable RuntimeException failure;

    public Lines(Output.Stream stream, Output output) {
        this.stream = stream;
        this.output = output;
    }

    /// Takes the next `count` bytes.
    public void accept(byte[] bytes, int count) {
        int from = 0;
        for (int i = 0; i < count; i++) {
            if (bytes[i] == '\n') {
                collect(bytes, from, i - from);
                emit();
                from = i + 1;
            }
        }
        collect(bytes, from, count - from);
    }

    /// Hands on the last line where it has no end of its own.
    public void end() {
        if (length > 0 || tooLong) {
            emit();
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void collect(byte[] bytes, int from, int count) {
        int taken = Math.min(count, LIMIT - length);
        System.arraycopy(bytes, from, line, length, taken);
        length += taken;
        tooLong |= taken < count;
    }

    private void emit() {
        int end = !tooLong && length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        String text = new String(line, 0, end, StandardCharsets.UTF_8).replace("\0", "");
        boolean cut = tooLong;
        length = 0;
        tooLong = false;
        if (failure == null) {
            deliver(fitted(text, cut));
        }
    }

    private void deliver(String text) {
        try {
            output.line(stream, text);
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    // Each invalid byte takes three as U+FFFD, so that a line may outgrow the limit only here.
    private static String fitted(String text, boolean cut) {
        if (!cut && (text.length() <= LIMIT / 3 || text.getBytes(StandardCharsets.UTF_8).length <= LIMIT)) {
            return text;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int end = Math.min(bytes.length, LIMIT - MARKER_BYTES);
        while (end > 0 && end < bytes.length && (bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8) + MARKER;
    }
}

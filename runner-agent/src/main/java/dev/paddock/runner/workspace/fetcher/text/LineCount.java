package dev.paddock.runner.workspace.fetcher.text;

/// Counts the lines of a file while it passes by. As git does, a NUL among the first bytes makes it binary.
public final class LineCount {

    private static final int LOOK_FOR_NUL = 8000;

    private int lines;
    private long seen;
    private boolean binary;
    private boolean open;

    public void add(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            if (bytes[i] == 0 && seen + i < LOOK_FOR_NUL) {
                binary = true;
            }
            if (bytes[i] == '\n') {
                lines++;
            }
        }
        if (length > 0) {
            open = bytes[length - 1] != '\n';
        }
        seen += length;
    }

    public static boolean isBinary(byte[] bytes) {
        for (int i = 0; i < Math.min(bytes.length, LOOK_FOR_NUL); i++) {
            if (bytes[i] == 0) {
                return true;
            }
        }
        return false;
    }

    /// A last line without its end counts; a binary file has none.
    public int result() {
        return binary ? 0 : lines + (open ? 1 : 0);
    }
}

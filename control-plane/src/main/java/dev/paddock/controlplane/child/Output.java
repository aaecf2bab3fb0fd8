package dev.paddock.controlplane.child;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The beginning and the end of what a program writes, however much it is.
final class Output {

    private static final int EACH = 64 * 1024;

    private final byte[] head = new byte[EACH];
    /// A ring.
    private final byte[] tail = new byte[EACH];
    private int headBytes;
    private long tailBytes;

    /// Reads to the end.
    void read(InputStream stream) throws IOException {
        byte[] buffer = new byte[8 * 1024];
        for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
            add(buffer, n);
        }
    }

    private synchronized void add(byte[] bytes, int count) {
        int first = Math.min(count, EACH - headBytes);
        System.arraycopy(bytes, 0, head, headBytes, first);
        headBytes += first;
        for (int i = first; i < count; i++) {
            tail[(int) (tailBytes++ % EACH)] = bytes[i];
        }
    }

    /// What was read so far, with `[…]` for what was left out.
    synchronized String text() {
        String beginning = new String(head, 0, headBytes, StandardCharsets.UTF_8);
        if (tailBytes <= EACH) {
            return beginning + new String(tail, 0, (int) tailBytes, StandardCharsets.UTF_8);
        }
        int from = (int) (tailBytes % EACH);
        byte[] end = Arrays.copyOf(Arrays.copyOfRange(tail, from, EACH), EACH);
        System.arraycopy(tail, 0, end, EACH - from, from);
        return beginning + "\n[…]\n" + new String(end, StandardCharsets.UTF_8);
    }
}

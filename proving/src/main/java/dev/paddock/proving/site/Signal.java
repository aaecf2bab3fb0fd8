package dev.paddock.proving.site;

import java.io.IOException;
import java.io.UncheckedIOException;

/// Signals that Java has no method for.
public final class Signal {

    private Signal() {}

    /// @param signal as `kill` names it, without SIG
    public static void send(String signal, long pid) {
        try {
            int code = new ProcessBuilder("sh", "-c", "kill -\"$0\" \"$1\"", signal, Long.toString(pid))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IllegalStateException("kill -" + signal + " " + pid + " ended with " + code);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("kill cannot be started", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}

package dev.paddock.standalone.stack;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Ends what a command has started, newest first and each once, however the command ends: by itself, by an
/// exception, or by Ctrl-C or SIGTERM.
public final class Shutdown implements AutoCloseable {

    /// How long a command may take to notice that it is to end.
    private static final long NOTICE_SECONDS = 30;

    private static volatile boolean signalled;

    private final Thread command = Thread.currentThread();
    private final CountDownLatch left = new CountDownLatch(1);
    private final Deque<Runnable> actions = new ArrayDeque<>();
    private final int codeOnSignal;

    private Shutdown(int codeOnSignal) {
        this.codeOnSignal = codeOnSignal;
    }

    /// Guards the command of the calling thread until [#close()].
    ///
    /// @param codeOnSignal what this process exits with after a signal; 0 = as the signal has it
    public static Shutdown guard(int codeOnSignal) {
        var shutdown = new Shutdown(codeOnSignal);
        Runtime.getRuntime().addShutdownHook(new Thread(shutdown::onSignal, "shutdown"));
        return shutdown;
    }

    /// Without a hook: for tests and for programs that have one.
    public static Shutdown unguarded() {
        return new Shutdown(0);
    }

    /// Runs `action` at the end, before those added earlier.
    public synchronized Runnable add(Runnable action) {
        actions.push(action);
        return action;
    }

    /// `action`, as it was added, is no longer needed.
    public synchronized void drop(Runnable action) {
        actions.remove(action);
    }

    /// Whether the end of this process was asked for from outside: what a command meets now is no failure.
    public static boolean isSignalled() {
        return signalled;
    }

    /// The command is over: ends everything.
    @Override
    public void close() {
        left.countDown();
        if (!signalled) {
            endAll();
        }
    }

    private void onSignal() {
        if (left.getCount() == 0) {
            return;
        }
        signalled = true;
        // The command leaves what it is in the middle of, so that nothing is started behind our back.
        command.interrupt();
        try {
            boolean over = left.await(NOTICE_SECONDS, TimeUnit.SECONDS);
            if (!over) {
                System.err.println("paddock: the command does not let go; stopping what runs.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        endAll();
        if (codeOnSignal != 0) {
            Runtime.getRuntime().halt(codeOnSignal);
        }
    }

    private synchronized void endAll() {
        while (!actions.isEmpty()) {
            try {
                actions.pop().run();
            } catch (RuntimeException e) {
                // The others are still to be ended.
                System.err.println("paddock: " + e.getMessage());
            }
        }
    }
}

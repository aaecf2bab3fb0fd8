package dev.paddock.standalone.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ShutdownTest {

    @Test
    void whatWasStartedLastIsEndedFirstAndOnce() {
        var ended = new ArrayList<String>();
        var shutdown = Shutdown.unguarded();
        shutdown.add(() -> ended.add("database"));
        shutdown.add(() -> {
            throw new IllegalStateException("the broker does not stop");
        });
        Runnable run = shutdown.add(() -> ended.add("run"));
        shutdown.add(() -> ended.add("agent"));
        shutdown.drop(run);

        shutdown.close();
        shutdown.close();

        assertThat(ended).containsExactly("agent", "database");
    }

    @Test
    void aSignalInterruptsTheCommandAndThenEndsWhatItStarted() throws Exception {
        var process = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Guarded.class.getName())
                .redirectErrorStream(true)
                .start();
        var output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        assertThat(output.readLine()).isEqualTo("started");

        // Not Process.destroy: that also closes what the process still says.
        process.toHandle().destroy();

        assertThat(remaining(output)).containsExactly("interrupted", "ended second", "ended first");
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(5);
    }

    private static List<String> remaining(BufferedReader output) throws IOException {
        return output.lines().toList();
    }

    /// A command that waits for ever.
    static final class Guarded {

        public static void main(String[] arguments) {
            try (var shutdown = Shutdown.guard(5)) {
                shutdown.add(() -> System.out.println("ended first"));
                shutdown.add(() -> System.out.println("ended second"));
                System.out.println("started");
                waitForEver();
            }
        }

        // Says so before the guard is closed: from then on another thread ends what was started.
        private static void waitForEver() {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                System.out.println("interrupted");
            }
        }
    }
}

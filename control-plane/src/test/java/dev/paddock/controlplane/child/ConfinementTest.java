package dev.paddock.controlplane.child;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a confined program cannot do.
class ConfinementTest {

    private static final Limits LIMITS = new Limits(Duration.ofSeconds(30), 256, 4096, 1);

    private final Confinement confinement = new Confinement();

    @TempDir
    Path folder;

    private Ended sh(String script, Limits limits) throws IOException, InterruptedException {
        return confinement.run(List.of("/bin/sh", "-c", script), folder, limits);
    }

    @Test
    void itEndsWithItsOwnStatusAndAllThatItWrote() throws Exception {
        assertThat(sh("echo out; echo err >&2; exit 3", LIMITS)).isEqualTo(new Ended(3, false, "out\nerr\n"));
    }

    @Test
    void noneOfTheServersVariablesAreInherited() throws Exception {
        // One that every process of the build has.
        assertThat(System.getenv()).containsKey("PATH");
        List<String> names = sh("env", LIMITS)
                .output()
                .lines()
                .map(line -> line.replaceFirst("=.*", ""))
                .toList();

        assertThat(names)
                .contains("HOME", "TMPDIR")
                .isSubsetOf("PATH", "HOME", "TMPDIR", "LANG", "CI", "PWD", "_", "OLDPWD", "SHLVL");
    }

    @Test
    void itsHomeIsItsFolder() throws Exception {
        assertThat(sh("cd ~ && pwd", LIMITS).output().strip()).isEqualTo(folder.toString());
    }

    @Test
    void itReachesNoNetwork() throws Exception {
        Ended namespaces = ChildProcess.run(
                List.of("unshare", "--net", "true"), folder, Map.of("PATH", "/usr/bin:/bin"), Duration.ofSeconds(10));
        Assumptions.assumeTrue(namespaces.status() == 0, "this system gives a program no network of its own");
        try (ServerSocket server = new ServerSocket(0)) {
            String connect = "bash -c 'exec 3<>/dev/tcp/127.0.0.1/" + server.getLocalPort() + "'";
            // Without the confinement the same command connects.
            assertThat(ChildProcess.run(
                                    List.of("sh", "-c", connect),
                                    folder,
                                    Map.of("PATH", "/usr/bin:/bin"),
                                    Duration.ofSeconds(10))
                            .status())
                    .isZero();

            assertThat(sh(connect, LIMITS).status()).isNotZero();
        }
    }

    @Test
    void whenItsTimeIsOverEverythingThatItStartedIsKilled() throws Exception {
        Ended ended = sh("sleep 300 & echo $! > child; sleep 300", new Limits(Duration.ofSeconds(1), 256, 4096, 1));

        assertThat(ended.timedOut()).isTrue();
        assertThat(ended.status()).isEqualTo(137);
        assertIsGone();
    }

    @Test
    void whatItLeavesBehindIsKilled() throws Exception {
        Ended ended = sh("sleep 300 & echo $! > child", LIMITS);

        assertThat(ended.timedOut()).isFalse();
        assertIsGone();
    }

    private void assertIsGone() throws IOException {
        long pid = Long.parseLong(Files.readString(folder.resolve("child")).strip());
        Awaitility.await()
                .untilAsserted(() -> assertThat(ProcessHandle.of(pid).filter(ConfinementTest::runs))
                        .isEmpty());
    }

    /// Killed ones may wait for whoever asks how they ended.
    private static boolean runs(ProcessHandle process) {
        try {
            String status = Files.readString(Path.of("/proc", String.valueOf(process.pid()), "status"));
            return !status.contains("State:\tZ");
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void moreMemoryThanItsLimitIsRefused() throws Exception {
        String fill = "x=$(head -c 20000000 /dev/zero | tr '\\0' x); echo ${#x}";

        assertThat(sh(fill, LIMITS).output()).contains("20000000");
        assertThat(sh(fill, new Limits(Duration.ofSeconds(30), 16, 4096, 1)).output())
                .doesNotContain("20000000");
    }

    @Test
    void aLargerFileThanItsLimitIsNotWritten() throws Exception {
        Ended ended = sh("head -c 5000000 /dev/zero > large", LIMITS);

        assertThat(ended.status()).isNotZero();
        assertThat(Files.size(folder.resolve("large"))).isEqualTo(1 << 20);
    }

    @Test
    void ofTooMuchOutputTheBeginningAndTheEndAreKept() throws Exception {
        String output = sh("echo first; head -c 1000000 /dev/zero | tr '\\0' x; echo; echo last", LIMITS)
                .output();

        assertThat(output)
                .startsWith("first\n")
                .contains("[…]")
                .endsWith("last\n")
                .hasSizeLessThan(150_000);
    }
}

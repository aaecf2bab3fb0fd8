package dev.paddock.standalone.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.paddock.standalone.CouldNotRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    @Test
    void itsEndIsToldWithItsLastWords() throws Exception {
        var child = start("echo first; echo 'no room for tables'; exit 7", Map.of());

        assertThatThrownBy(() -> child.expectAlive(PATIENCE))
                .isInstanceOf(CouldNotRun.class)
                .hasMessageContaining("The program ended with 7: no room for tables")
                .hasMessageContaining(log().toString());
    }

    @Test
    void itIsStoppedByAskingFirst() throws Exception {
        var child =
                start("trap 'echo stopped in order; exit 0' TERM; echo ready; while :; do sleep 0.05; done", Map.of());
        awaitReady();

        child.stop(PATIENCE);

        assertThat(child.isAlive()).isFalse();
        assertThat(log()).content().contains("stopped in order");
    }

    @Test
    void oneThatDoesNotListenIsKilledWithAllItStarted() throws Exception {
        var child =
                start("trap '' TERM; sleep 600 & echo $! > pid; echo ready; while :; do sleep 0.05; done", Map.of());
        awaitReady();
        long grandchild = Long.parseLong(Files.readString(folder.resolve("pid")).strip());

        child.stop(Duration.ofMillis(100));

        await().untilAsserted(() -> assertThat(child.isAlive()).isFalse());
        await().until(() ->
                ProcessHandle.of(grandchild).filter(ProcessHandle::isAlive).isEmpty());
    }

    @Test
    void itSeesTheShellsSettingsButNotTheShellsKey() throws Exception {
        var child =
                start("echo \"[$COLOUR][$PADDOCK_KEY][$GIVEN]\"", Map.of("COLOUR", "blue", "PADDOCK_KEY", "secret"));
        child.ended().join();

        assertThat(log()).hasContent("[blue][][yes]");
    }

    @Test
    void theLogOfTheLastRunIsKeptBesideTheNew() throws Exception {
        start("echo old", Map.of()).ended().join();
        start("echo new", Map.of()).ended().join();

        assertThat(log()).hasContent("new");
        assertThat(folder.resolve("program.log.1")).hasContent("old");
    }

    private void awaitReady() {
        await().until(() -> Files.readString(log()).contains("ready"));
    }

    private ChildProcess start(String script, Map<String, String> inherited) throws IOException {
        var command = List.of("/bin/sh", "-c", "cd \"$0\"; " + script, folder.toString());
        return ChildProcess.start(new Program("program", log(), command, Map.of("GIVEN", "yes")), path(inherited));
    }

    private static Map<String, String> path(Map<String, String> inherited) {
        var all = new java.util.HashMap<>(inherited);
        all.put("PATH", "/usr/bin:/bin");
        return all;
    }

    private Path log() {
        return folder.resolve("program.log");
    }
}

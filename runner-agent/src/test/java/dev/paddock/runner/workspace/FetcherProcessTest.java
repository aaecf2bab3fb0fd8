package dev.paddock.runner.workspace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paddock.runner.workspace.fetcher.order.FetchOrder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetcherProcessTest {

    private static final long MIB = 1024 * 1024;

    @TempDir
    Path temp;

    @BeforeEach
    void folders() throws IOException {
        Files.createDirectory(temp.resolve("git"));
        Files.createDirectory(temp.resolve("tree"));
    }

    private FetchOrder order(String uri) {
        return new FetchOrder(
                "acme/shop",
                uri,
                "Basic c2VjcmV0",
                new FetchOrder.Wanted("1234567890123456789012345678901234567890", null, null, 1),
                false,
                List.of(),
                new FetchOrder.Limits(10, MIB),
                new FetchOrder.Folders(
                        temp.resolve("git").toString(),
                        temp.resolve("tree").toString(),
                        temp.resolve("answer.json").toString(),
                        null));
    }

    private FetcherProcess.End run(String script) throws Exception {
        return new FetcherProcess(List.of("/bin/sh", "-c", script), temp)
                .run(order("file:///nowhere"), Duration.ofSeconds(2), MIB);
    }

    @Test
    void everyEndIsTold() throws Exception {
        assertThat(run("exit 0")).isEqualTo(FetcherProcess.End.BY_ITSELF);
        assertThat(run("exit 3")).isEqualTo(FetcherProcess.End.OUT_OF_MEMORY);
        assertThat(run("kill -9 $$")).isEqualTo(FetcherProcess.End.CRASHED);
        assertThat(run("exec sleep 60")).isEqualTo(FetcherProcess.End.TIMED_OUT);
    }

    @Test
    void aFolderThatGrowsPastItsLimitEndsIt() throws Exception {
        assertThat(run("head -c 2097152 /dev/zero > git/pack; exec sleep 60"))
                .isEqualTo(FetcherProcess.End.OVER_BUDGET);
    }

    @Test
    void nothingOfOurEnvironmentReachesIt() throws Exception {
        assertThat(run("env > env")).isEqualTo(FetcherProcess.End.BY_ITSELF);
        assertThat(Files.readAllLines(temp.resolve("env")))
                .allMatch(line -> line.matches("(LC_ALL|PWD|_|SHLVL|OLDPWD)=.*"));
    }

    @Test
    void theCredentialIsOnNoCommandLine() throws Exception {
        assertThat(String.join(" ", ChildJvm.ofThisJvm().command(temp, temp)))
                .doesNotContain("c2VjcmV0")
                .contains("-Djdk.net.hosts.file=" + temp);
    }

    @Test
    void itEndsWithItsParent() throws Exception {
        try (var source = new GitFixture(temp.toRealPath().resolve("source.git"));
                var server = new HttpGitServer(source.repository())) {
            source.commit("main", Map.of("a", "1\n"));
            server.hang = true;
            var hosts = Files.writeString(temp.resolve("hosts"), "");
            var child = new ProcessBuilder(ChildJvm.ofThisJvm().command(hosts, temp)).start();
            try (var in = child.getOutputStream()) {
                in.write((new ObjectMapper().writeValueAsString(order(server.url())) + "\n").getBytes(UTF_8));
                in.flush();
                server.hung.await();
                assertThat(child.isAlive()).isTrue();
            }
            assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }
}

package dev.paddock.runner.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.paddock.model.run.FailureReason;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpFetchTest {

    private static final String UNKNOWN = "1234567890123456789012345678901234567890";

    @TempDir
    Path temp;

    private GitFixture source;
    private HttpGitServer server;
    private Fetching fetching;
    private ObjectId first;
    private ObjectId second;
    private ObjectId third;

    @BeforeEach
    void aServer() throws IOException {
        source = new GitFixture(temp.toRealPath().resolve("source.git"));
        first = source.commit("main", Map.of("a", "1\n"));
        second = source.commit("main", Map.of("a", "2\n"), first);
        third = source.commit("main", Map.of("a", "2\n", "b", "1\n"), second);
        server = new HttpGitServer(source.repository());
        fetching = new Fetching(temp);
        fetching.url = server.url();
    }

    @AfterEach
    void close() {
        server.close();
        source.close();
    }

    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void everyCommitIsFoundWhateverTheServerSpeaks(boolean oldProtocol, boolean nativeGit) throws Exception {
        assumeThat(!nativeGit || NativeGit.isInstalled()).as("git is installed").isTrue();
        server.oldProtocol = oldProtocol;
        server.nativeGit = nativeGit;
        for (var commit : new ObjectId[] {first, second}) {
            try (var workspace = fetching.fetched(commit)) {
                assertThat(workspace.commit().sha()).isEqualTo(commit.name());
                assertThat(workspace.files()).hasSize(1);
            }
        }
        fetching.base = first.name();
        try (var workspace = fetching.fetched(third)) {
            assertThat(workspace.files()).hasSize(2);
            assertThat(workspace.notes()).isEmpty();
        }
        fetching.base = null;
        fetching.refused(UNKNOWN, FailureReason.REF_NOT_FOUND);
    }

    @Test
    void theCredentialIsSentAndNeverRepeated() throws Exception {
        server.wantedAuth = "Basic c2VjcmV0";
        assertThat(fetching.refused(third.name(), FailureReason.SOURCE_REFUSED)).contains("401");
        fetching.auth = "Basic d3Jvbmc=";
        assertThat(fetching.refused(third.name(), FailureReason.SOURCE_REFUSED)).doesNotContain("d3Jvbmc=");
        fetching.auth = "Basic c2Vj\r\nX-Evil: 1";
        assertThat(fetching.refused(third.name(), FailureReason.SOURCE_REFUSED)).doesNotContain("c2Vj");
        fetching.auth = "Basic c2VjcmV0";
        fetching.fetched(third).close();
    }

    @ParameterizedTest
    @CsvSource({"403, SOURCE_REFUSED", "404, SOURCE_REFUSED", "429, SOURCE_UNAVAILABLE", "503, SOURCE_UNAVAILABLE"})
    void theStatusDecidesWhetherAnotherAttemptMayHelp(int status, FailureReason reason) throws Exception {
        server.status = status;
        assertThat(fetching.refused(third.name(), reason)).contains(String.valueOf(status), "acme/shop");
    }

    @Test
    void aPageThatIsNoRepositoryIsRefused() throws Exception {
        fetching.url = "http://" + server.host() + "/sign-in";
        assertThat(fetching.refused(third.name(), FailureReason.SOURCE_REFUSED)).contains("no git repository");
        assertThat(server.seen).hasSize(1);
    }

    @Test
    void aRedirectToAnotherHostIsRefused() throws Exception {
        fetching.auth = "Basic c2VjcmV0";
        try (var other = new HttpGitServer(source.repository())) {
            server.redirect = "http://" + other.host() + "/moved/shop.git";
            assertThat(fetching.refused(third.name(), FailureReason.SOURCE_REFUSED))
                    .contains("another host");
            server.redirect = "http://localhost:" + other.host().substring(10) + "/moved/shop.git";
            assertThat(fetching.refused(third.name(), FailureReason.SOURCE_REFUSED))
                    .contains("another host");
            assertThat(other.seen).isEmpty();
        }
    }

    @Test
    void aRedirectOnTheSameHostIsFollowed() throws Exception {
        server.redirect = "http://" + server.host() + "/moved/shop.git";
        fetching.fetched(third).close();
    }

    @Test
    void aRedirectOutOfHttpIsRefused() throws Exception {
        server.redirect = "file://" + source.folder();
        assertThat(fetching.fetch(third.name())).isInstanceOf(Fetch.Refused.class);
    }

    @Test
    void theNameResolvesToTheCheckedAddressOnly() throws Exception {
        fetching.url = "http://localhost:" + server.host().substring(10) + "/acme/shop.git";
        fetching.fetched(third).close();
    }

    @Test
    void aServerThatHangsIsUnavailable() throws Exception {
        server.hang = true;
        fetching.timeout = Duration.ofSeconds(1);
        assertThat(fetching.refused(third.name(), FailureReason.SOURCE_UNAVAILABLE))
                .contains("longer than 1 s");
        assertThat(children()).isZero();
    }

    @Test
    void anInterruptedFetchLeavesNothing() throws Exception {
        server.hang = true;
        var thrown = new AtomicReference<Throwable>();
        var thread = Thread.ofVirtual().start(() -> {
            try {
                fetching.fetch(third.name());
            } catch (InterruptedException e) {
                thrown.set(e);
            }
        });
        server.hung.await();
        assertThat(fetching.work.resolve("task-1")).exists();
        assertThat(children()).isEqualTo(1);

        thread.interrupt();
        thread.join();
        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        assertThat(fetching.work).isEmptyDirectory();
        assertThat(children()).isZero();
    }

    private static long children() {
        return ProcessHandle.current().children().filter(ProcessHandle::isAlive).count();
    }
}

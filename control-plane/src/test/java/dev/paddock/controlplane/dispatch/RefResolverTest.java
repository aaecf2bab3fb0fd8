package dev.paddock.controlplane.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.paddock.controlplane.repository.GitServer;
import dev.paddock.model.run.FailureReason;
import dev.paddock.model.source.SourceRules;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Repositories whose names do not stay where they were when they were checked. A name under `.invalid` has no address
/// for anybody but the test.
class RefResolverTest {

    private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");

    private final List<String> asked = new ArrayList<>();

    private static final DispatchConfig CONFIG = new DispatchConfig() {
        @Override
        public Duration look() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Duration resolveTimeout() {
            return Duration.ofSeconds(5);
        }

        @Override
        public int resolveTries() {
            return 1;
        }
    };

    /// The first answer is this machine, each later one a machine that answers nobody.
    private RefResolver resolver() {
        SourceRules.Names names = host -> {
            asked.add(host);
            return new InetAddress[] {asked.size() == 1 ? HERE : InetAddress.ofLiteral("192.0.2.1")};
        };
        return new RefResolver(new SourceRules(Set.of("http"), true, null, names), CONFIG);
    }

    @Test
    void theAddressThatWasCheckedIsTheOneThatIsAsked(@TempDir Path folder) throws Exception {
        try (GitServer git = new GitServer(folder, "Basic c2VjcmV0")) {
            String url = git.url().replace("127.0.0.1", "moving.invalid");

            RefResolver.Answer found = resolver().resolve(url, "Basic c2VjcmV0", "main", null);

            assertThat(found).isEqualTo(new RefResolver.Answer.Found(git.commit(), null));
            assertThat(asked).containsExactly("moving.invalid");
        }
    }

    @Test
    void aRepositoryThatIsClosedIsRefused(@TempDir Path folder) throws Exception {
        try (GitServer git = new GitServer(folder, "Basic c2VjcmV0")) {
            RefResolver.Answer closed =
                    resolver().resolve(git.url().replace("127.0.0.1", "moving.invalid"), null, "main", null);

            assertThat(closed)
                    .isInstanceOfSatisfying(
                            RefResolver.Answer.Failed.class,
                            failed -> assertThat(failed.reason()).isEqualTo(FailureReason.SOURCE_REFUSED));
        }
    }

    @Test
    void aRedirectLeadsToNoHostThatWasNotChecked() throws Exception {
        List<URI> reached = new CopyOnWriteArrayList<>();
        HttpServer inside = HttpServer.create(new InetSocketAddress(HERE, 0), 0);
        inside.createContext("/", exchange -> {
            try (exchange) {
                reached.add(exchange.getRequestURI());
                exchange.sendResponseHeaders(404, -1);
            }
        });
        HttpServer outside = HttpServer.create(new InetSocketAddress(HERE, 0), 0);
        List<String> hosts = new CopyOnWriteArrayList<>();
        outside.createContext("/", exchange -> {
            try (exchange) {
                hosts.add(exchange.getRequestHeaders().getFirst("Host"));
                exchange.getResponseHeaders()
                        .set(
                                "Location",
                                "http://localhost:" + inside.getAddress().getPort() + exchange.getRequestURI());
                exchange.sendResponseHeaders(302, -1);
            }
        });
        inside.start();
        outside.start();
        try {
            String host = "moving.invalid:" + outside.getAddress().getPort();

            RefResolver.Answer answer = resolver().resolve("http://" + host + "/a/b.git", null, "main", null);

            assertThat(answer).isInstanceOf(RefResolver.Answer.Failed.class);
            assertThat(hosts).isNotEmpty().containsOnly(host);
            assertThat(reached).isEmpty();
        } finally {
            outside.stop(0);
            inside.stop(0);
        }
    }
}

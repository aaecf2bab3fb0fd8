package dev.paddock.controlplane.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.paddock.controlplane.outbound.Trust;
import dev.paddock.controlplane.repository.GitServer;
import dev.paddock.model.run.FailureReason;
import dev.paddock.model.source.SourceRules;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
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
        return new RefResolver(new SourceRules(Set.of("http"), true, null, names), CONFIG, new Trust(Optional.empty()));
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

    private static String packet(String line) {
        return "%04x%s".formatted(line.length() + 4, line);
    }

    private RefResolver.Answer listedBy(HttpHandler listing) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(HERE, 0), 0);
        server.createContext("/", listing);
        server.start();
        try {
            return resolver()
                    .resolve("http://moving.invalid:" + server.getAddress().getPort() + "/a.git", null, "main", null);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aListingWithoutEndIsNotKeptInMemory() throws Exception {
        AtomicLong sent = new AtomicLong();
        RefResolver.Answer answer = listedBy(exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/x-git-upload-pack-advertisement");
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write((packet("# service=git-upload-pack\n") + "0000").getBytes(StandardCharsets.US_ASCII));
                for (int i = 0; i < 2_000_000; i++) {
                    byte[] line = packet("%040x refs/heads/%s%08d\n".formatted(i, "x".repeat(200), i))
                            .getBytes(StandardCharsets.US_ASCII);
                    out.write(line);
                    sent.addAndGet(line.length);
                }
            }
        });

        assertThat(answer).isInstanceOfSatisfying(RefResolver.Answer.Failed.class, failed -> {
            assertThat(failed.reason()).isEqualTo(FailureReason.SOURCE_REFUSED);
            assertThat(failed.message()).contains("lists more than 16 MiB of refs");
        });
        assertThat(sent.get()).isLessThan(4L * GitReply.MOST_BYTES);
    }

    @Test
    void aCompressedListingIsNeitherAskedForNorRead() throws Exception {
        List<String> encodings = new CopyOnWriteArrayList<>();
        RefResolver.Answer answer = listedBy(exchange -> {
            encodings.add(String.valueOf(exchange.getRequestHeaders().getFirst("Accept-Encoding")));
            exchange.getResponseHeaders().set("Content-Type", "application/x-git-upload-pack-advertisement");
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            exchange.sendResponseHeaders(200, 0);
            exchange.close();
        });

        assertThat(answer)
                .isInstanceOfSatisfying(
                        RefResolver.Answer.Failed.class,
                        failed -> assertThat(failed.message()).contains("answers compressed"));
        assertThat(encodings).isNotEmpty().doesNotContain("gzip");
    }
}

package dev.paddock.controlplane.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.paddock.controlplane.storage.StorageException.Reason;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// [StorageContract] in a bucket of a real server, and what is true of buckets alone.
class BucketStorageTest extends StorageContract {

    @TempDir
    private static Path data;

    private static S3Server server;

    @TempDir
    private Path spool;

    private Storage storage;

    @BeforeAll
    static void start() throws IOException {
        server = new S3Server(data);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void open() throws IOException {
        storage = BucketAccess.open(server.config(spool), S3Server.BUCKET);
    }

    @AfterEach
    void close() {
        storage.close();
    }

    @Override
    Storage storage() {
        return storage;
    }

    @Override
    Path drafts() {
        return spool;
    }

    @Override
    List<String> reached() throws IOException {
        StorageConfig.S3 config = server.config(spool);
        return List.of(
                config.endpoint().orElseThrow().toString(),
                config.accessKeyFile().orElseThrow().toString(),
                config.secretKeyFile().orElseThrow().toString(),
                spool.toString());
    }

    @Override
    void damage(Digest digest, byte[] other) throws IOException {
        Files.write(server.bucket().resolve(digest.hex()), other);
    }

    @Override
    List<String> names() throws IOException {
        try (Stream<Path> objects = Files.list(server.bucket())) {
            return objects.map(object -> object.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aBucketHasNoEndAndDoesNotCount() throws IOException {
        keep(random(10));

        assertThat(storage().room()).isEmpty();
        assertThat(storage().used()).isEmpty();
    }

    @Test
    void aBucketThatIsNotThereIsToldAtTheStart() {
        assertThatThrownBy(() -> BucketAccess.open(server.config(spool), "other"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("The bucket other answers 404");
    }

    @Test
    void aKeyThatIsNotGoodIsToldAtTheStart() throws IOException {
        StorageConfig.S3 good = server.config(spool);
        Path wrong = Files.writeString(spool.resolve("wrong"), "another-secret");
        StorageConfig.S3 bad = new S3Server.Access(
                good.bucket(), good.endpoint(), good.region(), true, good.accessKeyFile(), Optional.of(wrong), spool);

        assertThatThrownBy(() -> BucketAccess.open(bad, S3Server.BUCKET))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("The bucket blobs answers 403");
    }

    @Test
    void aServerThatDoesNotAnswerIsSaidToBeAwayAndLeavesNoDraft() throws IOException {
        StorageConfig.S3 good = server.config(spool);
        // Nobody listens on the port of TCP's own multiplexer.
        StorageConfig.S3 away = new S3Server.Access(
                good.bucket(),
                Optional.of(URI.create("http://127.0.0.1:1")),
                good.region(),
                true,
                good.accessKeyFile(),
                good.secretKeyFile(),
                spool);
        try (Storage unreachable = BucketAccess.open(away, S3Server.BUCKET)) {
            byte[] content = random(10);
            try (Draft draft = unreachable.draft(stream(content), 10).orElseThrow()) {
                assertAway(() -> unreachable.keep(draft));
            }
            assertAway(() -> unreachable.open(Digest.of(content)));
            assertAway(() -> unreachable.size(Digest.of(content)));
            assertAway(() -> unreachable.delete(List.of(Digest.of(content), Digest.of(random(10)))));
        }
        assertThat(draftFiles()).isEmpty();
    }

    private static void assertAway(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.AWAY));
    }

    @Test
    void aServerThatIsBusyIsAskedAgain() throws IOException {
        byte[] content = random(10);
        AtomicInteger calls = new AtomicInteger();
        try (BusyServer busy = new BusyServer(calls, 2);
                Storage storage = BucketAccess.open(busy.config(server.config(spool)), S3Server.BUCKET)) {
            try (Draft draft = storage.draft(stream(content), 10).orElseThrow()) {
                storage.keep(draft);
            }
        }
        assertThat(calls).hasValue(3);
    }

    @Test
    void aServerThatStaysBusyIsSaidToBeAway() throws IOException {
        AtomicInteger calls = new AtomicInteger();
        try (BusyServer busy = new BusyServer(calls, Integer.MAX_VALUE);
                Storage storage = BucketAccess.open(busy.config(server.config(spool)), S3Server.BUCKET)) {
            try (Draft draft = storage.draft(stream(random(10)), 10).orElseThrow()) {
                assertAway(() -> storage.keep(draft));
            }
            assertAway(() -> storage.open(Digest.of(random(10))));
        }
        assertThat(draftFiles()).isEmpty();
    }

    @Test
    void whatABucketDoesNotDeleteSoonIsNotDeletedLater() throws Exception {
        List<Digest> many =
                Stream.generate(() -> Digest.of(random(10))).limit(100).toList();
        AtomicInteger calls = new AtomicInteger();
        CountDownLatch over = new CountDownLatch(1);
        try (SilentServer silent = new SilentServer(calls, over);
                Storage storage = BucketAccess.open(silent.config(server.config(spool)), S3Server.BUCKET)) {
            Instant begun = Instant.now();
            assertAway(() -> storage.delete(many));
            // Far from the 30 seconds after which whoever waits for it holds no lock any more.
            assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(15));
            assertThat(calls.get()).isBetween(1, 32);
            over.countDown();
        }
    }

    private static StorageConfig.S3 at(HttpServer http, StorageConfig.S3 good) {
        return new S3Server.Access(
                good.bucket(),
                Optional.of(URI.create("http://127.0.0.1:" + http.getAddress().getPort())),
                good.region(),
                true,
                good.accessKeyFile(),
                good.secretKeyFile(),
                good.spool());
    }

    /// Takes calls for objects and does not answer them until it is over.
    private record SilentServer(HttpServer http) implements AutoCloseable {

        SilentServer(AtomicInteger calls, CountDownLatch over) throws IOException {
            this(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
            http.setExecutor(Thread::startVirtualThread);
            http.createContext("/", call -> {
                if (!call.getRequestMethod().equals("HEAD")) {
                    calls.incrementAndGet();
                    await(over);
                }
                call.sendResponseHeaders(200, -1);
                call.close();
            });
            http.start();
        }

        private static void await(CountDownLatch over) throws IOException {
            try {
                over.await();
            } catch (InterruptedException e) {
                throw new InterruptedIOException("stopped");
            }
        }

        StorageConfig.S3 config(StorageConfig.S3 good) {
            return at(http, good);
        }

        @Override
        public void close() {
            http.stop(0);
        }
    }

    /// Answers 503 so often to calls for objects, as S3 does when it has too many, and 200 from then on.
    private record BusyServer(HttpServer http) implements AutoCloseable {

        BusyServer(AtomicInteger calls, int refused) throws IOException {
            this(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
            http.createContext("/", call -> {
                boolean ofTheBucket = call.getRequestMethod().equals("HEAD");
                call.getRequestBody().readAllBytes();
                call.sendResponseHeaders(ofTheBucket || calls.incrementAndGet() > refused ? 200 : 503, -1);
                call.close();
            });
            http.start();
        }

        StorageConfig.S3 config(StorageConfig.S3 good) {
            return at(http, good);
        }

        @Override
        public void close() {
            http.stop(0);
        }
    }
}

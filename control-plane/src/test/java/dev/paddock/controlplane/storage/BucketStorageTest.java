package dev.paddock.controlplane.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.controlplane.storage.StorageException.Reason;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
}

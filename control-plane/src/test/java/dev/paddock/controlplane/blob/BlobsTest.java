package dev.paddock.controlplane.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.storage.Digest;
import dev.paddock.controlplane.storage.Storage;
import dev.paddock.controlplane.storage.StorageException;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(RealServices.class)
class BlobsTest {

    private static final long MOST = 1000;

    @Inject
    Blobs blobs;

    @Inject
    BlobReferences references;

    @Inject
    @ConfigProperty(name = "paddock.storage.folder")
    Path folder;

    @Test
    void whatIsPutIsReadAgain() throws IOException {
        byte[] content = random();

        Put put = blobs.put(stream(content), MOST);

        Digest digest = Digest.of(content);
        assertThat(put).isEqualTo(new Put.Stored(digest, content.length, false));
        assertThat(read(digest)).isEqualTo(content);
        assertThat(blobs.present(List.of(digest, Digest.of(random()))))
                .containsOnly(Map.entry(digest, (long) content.length));
    }

    @Test
    void theSameBytesAreStoredOnce() throws IOException {
        byte[] content = random();
        blobs.put(stream(content), MOST);
        long used = blobs.usedBytes();

        assertThat(blobs.put(stream(content), MOST))
                .isEqualTo(new Put.Stored(Digest.of(content), content.length, true));
        assertThat(blobs.usedBytes()).isEqualTo(used);
    }

    @Test
    void anotherDigestThanAnnouncedIsRefused() throws IOException {
        byte[] content = random();
        Digest announced = Digest.of(random());

        assertThat(blobs.put(announced, stream(content), MOST))
                .isEqualTo(new Put.Mismatch(announced, Digest.of(content)));
        assertThat(blobs.present(List.of(announced, Digest.of(content)))).isEmpty();
        assertThat(blobs.open(Digest.of(content))).isEmpty();
    }

    @Test
    void moreThanTheLimitIsRefused() throws IOException {
        byte[] content = random();

        assertThat(blobs.put(stream(content), content.length)).isInstanceOf(Put.Stored.class);
        assertThat(blobs.put(stream(random()), content.length - 1)).isEqualTo(new Put.TooLarge(content.length - 1));
    }

    @Test
    void aReferenceToWhatIsNotStoredIsNotAdded() throws IOException {
        byte[] content = random();
        blobs.put(stream(content), MOST);
        Digest unknown = Digest.of(random());

        assertThat(references.add("test", "owner", List.of(Digest.of(content), unknown)))
                .containsExactly(unknown);
    }

    private byte[] read(Digest digest) throws IOException {
        Storage.Content content = blobs.open(digest).orElseThrow();
        try (InputStream stream = content.stream()) {
            return stream.readAllBytes();
        }
    }

    private static byte[] random() {
        return UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8);
    }

    private static InputStream stream(byte[] content) {
        return new ByteArrayInputStream(content);
    }

    @Test
    void whatHasLostItsBytesIsStoredAgainWhenItComes() throws IOException {
        byte[] content = random();
        Digest digest = Digest.of(content);
        blobs.put(stream(content), MOST);
        references.add("test", "owner of " + digest, List.of(digest));
        byte[] other = content.clone();
        other[17]++;
        Files.write(folder.resolve(digest.hex().substring(0, 2)).resolve(digest.hex()), other);

        assertThatThrownBy(() -> read(digest)).isInstanceOf(StorageException.class);

        assertThat(blobs.present(List.of(digest))).isEmpty();
        assertThat(blobs.put(stream(content), MOST)).isEqualTo(new Put.Stored(digest, content.length, false));
        assertThat(read(digest)).isEqualTo(content);
        assertThat(blobs.present(List.of(digest))).containsKey(digest);
    }
}

package dev.paddock.controlplane.screenshot;

import dev.paddock.controlplane.blob.Blobs;
import dev.paddock.controlplane.blob.Put;
import dev.paddock.controlplane.image.Png;
import dev.paddock.controlplane.image.PngCheck;
import dev.paddock.controlplane.storage.Digest;
import dev.paddock.controlplane.storage.Storage;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;

/// The bytes of screenshots.
@Singleton
public class Screenshots {

    /// Bytes of the largest one.
    public static final int MOST_BYTES = 20 << 20;

    private final Blobs blobs;
    private final ScreenshotStore store;

    Screenshots(Blobs blobs, ScreenshotStore store) {
        this.blobs = blobs;
        this.store = store;
    }

    /// Stores its bytes, outside of any transaction; [ScreenshotStore#add] says whose they are. Throws
    /// [dev.paddock.controlplane.storage.StorageException].
    public Digest keep(Png png) throws IOException {
        return switch (blobs.put(new ByteArrayInputStream(png.bytes()), png.bytes().length)) {
            case Put.Stored stored -> stored.digest();
            case Put.TooLarge refused -> throw new IllegalStateException("bytes became more: " + refused);
            case Put.Mismatch refused -> throw new IllegalStateException("nothing was announced: " + refused);
        };
    }

    /// Those of `digests` that are stored screenshots of the repository. They stay for a day from now on, so that
    /// nobody has to send them again.
    public Set<Digest> present(String repository, Collection<Digest> digests) {
        Set<Digest> present = new HashSet<>(store.touch(repository, digests));
        present.retainAll(blobs.present(present).keySet());
        return present;
    }

    /// The bytes; empty when they are not there.
    ///
    /// @param reserve is told how much of the heap it takes to read them, before they are
    Optional<byte[]> bytes(Digest digest, LongConsumer reserve) throws IOException {
        Optional<Storage.Content> content = blobs.open(digest);
        if (content.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream stream = content.get().stream()) {
            reserve.accept(2 * content.get().bytes());
            return Optional.of(stream.readAllBytes());
        }
    }

    /// The screenshot, looked at again; empty when it is not there.
    public Optional<Png> png(Digest digest) throws IOException {
        return bytes(digest, bytes -> {})
                .flatMap(bytes ->
                        PngCheck.of(bytes) instanceof PngCheck.Whole(Png png) ? Optional.of(png) : Optional.empty());
    }
}

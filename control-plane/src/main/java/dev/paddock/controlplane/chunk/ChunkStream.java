package dev.paddock.controlplane.chunk;

import dev.paddock.controlplane.blob.Blobs;
import dev.paddock.controlplane.storage.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Chunks one behind the other, each opened when the one before is at its end.
final class ChunkStream extends InputStream {

    private final Blobs blobs;
    private final Iterator<Digest> chunks;
    private @Nullable InputStream current;

    ChunkStream(Blobs blobs, List<Digest> chunks) {
        this.blobs = blobs;
        this.chunks = chunks.iterator();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        for (InputStream open = current(); open != null; open = current()) {
            int some = open.read(bytes, offset, length);
            if (some >= 0) {
                return some;
            }
            close();
        }
        return -1;
    }

    private @Nullable InputStream current() throws IOException {
        if (current == null && chunks.hasNext()) {
            Digest digest = chunks.next();
            current =
                    blobs
                            .open(digest)
                            .orElseThrow(() -> new IllegalStateException("the chunk " + digest + " is gone"))
                            .stream();
        }
        return current;
    }

    @Override
    public void close() throws IOException {
        try (InputStream open = current) {
            current = null;
        }
    }
}

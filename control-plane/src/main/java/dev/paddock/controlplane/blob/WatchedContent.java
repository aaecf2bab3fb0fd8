package dev.paddock.controlplane.blob;

import dev.paddock.controlplane.storage.StorageException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jboss.logging.Logger;

/// Stored bytes, and somebody who is told when they are not those that were stored.
final class WatchedContent extends FilterInputStream {

    private static final Logger LOG = Logger.getLogger(WatchedContent.class);

    private final Runnable damaged;

    WatchedContent(InputStream stored, Runnable damaged) {
        super(stored);
        this.damaged = damaged;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        try {
            return in.read(buffer, offset, length);
        } catch (StorageException e) {
            if (e.reason() == StorageException.Reason.DAMAGED) {
                tell();
            }
            throw e;
        }
    }

    /// The reader is told of the damage, whatever becomes of this.
    private void tell() {
        try {
            damaged.run();
        } catch (RuntimeException e) {
            LOG.warnf("a damaged blob could not be noted: %s", e.getMessage());
        }
    }
}

package dev.paddock.controlplane.storage;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/// Reads stored bytes and checks that they have their digest, before it returns the last of them.
final class CheckedContent extends InputStream {

    private final InputStream stored;
    private final Digest digest;
    private final MessageDigest sum = Digest.sha256();
    private long left;
    private boolean checked;

    /// @param bytes how many are stored
    CheckedContent(InputStream stored, Digest digest, long bytes) {
        this.stored = stored;
        this.digest = digest;
        this.left = bytes;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (left == 0) {
            check();
            return -1;
        }
        int n = readStored(buffer, offset, (int) Math.min(length, left));
        if (n < 0) {
            throw damaged("has lost its last " + left + " bytes");
        }
        sum.update(buffer, offset, n);
        left -= n;
        if (left == 0) {
            check();
        }
        return n;
    }

    private int readStored(byte[] buffer, int offset, int length) throws StorageException {
        try {
            return stored.read(buffer, offset, length);
        } catch (IOException e) {
            throw new StorageException(
                    StorageException.Reason.AWAY, "The blob " + digest + " cannot be read now: " + e, e);
        }
    }

    private void check() throws StorageException {
        if (checked) {
            return;
        }
        if (!Digest.of(sum).equals(digest)) {
            // A caller that goes on meets the same.
            throw damaged("has other bytes than were stored");
        }
        checked = true;
    }

    private StorageException damaged(String how) {
        return new StorageException(
                StorageException.Reason.DAMAGED,
                "The blob " + digest + " " + how + "; store it again or restore it from a backup.");
    }

    @Override
    public void close() throws IOException {
        stored.close();
    }
}

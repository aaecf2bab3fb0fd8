package dev.paddock.controlplane.archive;

import java.io.IOException;
import java.io.InputStream;

/// A zip that is judged while it is read: reading throws [ArchiveException] instead of handing out the first bytes that
/// are refused, and instead of the end of an archive that is not sound as a whole.
public final class CheckedArchive extends InputStream {

    private final InputStream zip;
    private final ArchiveCheck check;

    /// Reads `zip` as it is read, and does not close it: what is left of a refused one is its owner's.
    public CheckedArchive(InputStream zip, ArchiveLimits limits) {
        this.zip = zip;
        this.check = new ArchiveCheck(limits);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int some = zip.read(bytes, offset, length);
        if (some < 0) {
            check.end();
        } else {
            check.accept(bytes, offset, some);
        }
        return some;
    }

    @Override
    public void close() {
        check.close();
    }
}

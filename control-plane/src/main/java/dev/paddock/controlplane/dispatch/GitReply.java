package dev.paddock.controlplane.dispatch;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;

/// The body of a reply, no longer than a listing of refs may be: whoever reads it keeps all of it in memory.
final class GitReply extends FilterInputStream {

    /// A quarter of a million refs, about; a host that lists more is not the only one that is asked.
    static final int MOST_BYTES = 16 * 1024 * 1024;

    private long left = MOST_BYTES;

    /// The reply is none that is read; the message follows the repository's name in a sentence.
    static final class RefusedException extends IOException {

        private static final long serialVersionUID = 1;

        RefusedException(String message) {
            super(message);
        }
    }

    GitReply(InputStream body) {
        super(body);
    }

    /// Throws [RefusedException] for one that is compressed, which nobody asked for.
    static void requirePlain(ClassicHttpResponse reply) throws RefusedException {
        Header encoding = reply.getFirstHeader(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !"identity".equalsIgnoreCase(encoding.getValue())) {
            throw new RefusedException("answers compressed though it was not asked to; have its server changed.");
        }
    }

    @Override
    public int read() throws IOException {
        int read = super.read();
        count(read < 0 ? 0 : 1);
        return read;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = super.read(buffer, offset, length);
        count(read);
        return read;
    }

    /// Leaves what is unread: to close the connection's stream would be to read all of it. The connection ends with the
    /// client, or is free at the end of the reply.
    @Override
    public void close() {
        // Nothing is let go of here.
    }

    private void count(int read) throws RefusedException {
        left -= Math.max(0, read);
        if (left < 0) {
            throw new RefusedException("lists more than " + MOST_BYTES / (1024 * 1024)
                    + " MiB of refs; name a commit instead of a branch, or delete refs that nobody needs.");
        }
    }
}

package dev.paddock.proving.bench.load;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// One kept-alive HTTP/1.1 connection that makes one call at a time and does nothing that a call does not need: who
/// measures shares the processors with what is measured. Not thread-safe.
public final class Connection implements AutoCloseable {

    private static final int PACKET = 64 * 1024;

    private final Socket socket = new Socket();
    private final InputStream in;

    /// A reply; what the headers say beside the length is not kept.
    public record Reply(int status, byte[] body) {

        /// The body as text.
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    public Connection(URI server) throws IOException {
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(server.getHost(), server.getPort()));
        in = new BufferedInputStream(socket.getInputStream());
    }

    /// The bytes of a call, to be made as often as wanted.
    ///
    /// @param headers lines without their ends
    public static byte[] call(String method, String path, String body, String... headers) {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        var head = new StringBuilder(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: bench\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        if (content.length > 0) {
            head.append("Content-Type: application/json\r\n");
        }
        head.append("Content-Length: ").append(content.length).append("\r\n\r\n");
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(head.toString().getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(content);
        return bytes.toByteArray();
    }

    /// What writes a body.
    @FunctionalInterface
    public interface Body {
        /// Writes all of it and leaves `out` open.
        void write(OutputStream out) throws IOException;
    }

    /// Makes the call and reads the whole reply.
    public Reply exchange(byte[] call) throws IOException {
        return exchange(call, out -> {});
    }

    /// As above, for a body that is too large to be kept.
    ///
    /// @param head the call up to the empty line, which says how long `body` is
    public Reply exchange(byte[] head, Body body) throws IOException {
        socket.getOutputStream().write(head);
        body.write(new BufferedOutputStream(socket.getOutputStream(), PACKET));
        int status = Integer.parseInt(line().substring(9, 12));
        int length = 0;
        boolean chunked = false;
        for (String header = line(); !header.isEmpty(); header = line()) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(lower.substring(15).strip());
            } else if (lower.startsWith("transfer-encoding:")) {
                chunked = lower.contains("chunked");
            }
        }
        return new Reply(status, chunked ? chunks() : exactly(length));
    }

    /// Ends the call that another thread waits in.
    @Override
    public void close() throws IOException {
        socket.close();
    }

    private byte[] chunks() throws IOException {
        var body = new ByteArrayOutputStream();
        while (true) {
            int length = Integer.parseInt(line().strip(), 16);
            body.writeBytes(exactly(length));
            line();
            if (length == 0) {
                return body.toByteArray();
            }
        }
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the server closed the connection in mid-reply");
        }
        return bytes;
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }
}

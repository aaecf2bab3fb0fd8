package dev.paddock.e2e;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Results of one test and much noise, which exist nowhere as a whole: they are made while they are sent.
final class LargeArchive {

    private static final int BLOCK = 1 << 20;

    private final byte[] block = new byte[BLOCK];
    private final int mebibytes;

    LargeArchive(int mebibytes) {
        this.mebibytes = mebibytes;
        new Random().nextBytes(block);
    }

    /// Sends it in one call; returns the whole reply.
    String send(int port, String path) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                            + "Content-Type: application/zip\r\nAuthorization: Bearer " + Cluster.ADMIN_KEY
                            + "\r\nTransfer-Encoding: chunked\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            pack(new Chunked(out));
            out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void pack(OutputStream out) throws IOException {
        OutputStream buffered = new BufferedOutputStream(out, BLOCK);
        ZipOutputStream zip = new ZipOutputStream(buffered);
        zip.setLevel(Deflater.NO_COMPRESSION);
        zip.putNextEntry(new ZipEntry("0-result.json"));
        zip.write("{\"uuid\": \"0\", \"name\": \"large\", \"status\": \"passed\"}".getBytes(StandardCharsets.UTF_8));
        // No report is made of what lies in other folders.
        zip.putNextEntry(new ZipEntry("other/noise.bin"));
        for (int nth = 0; nth < mebibytes; nth++) {
            zip.write(block);
        }
        zip.finish();
        buffered.flush();
    }

    /// Each piece as HTTP has it where the length of the whole is not known.
    private static final class Chunked extends FilterOutputStream {

        Chunked(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(bytes, offset, length);
            out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
    }
}

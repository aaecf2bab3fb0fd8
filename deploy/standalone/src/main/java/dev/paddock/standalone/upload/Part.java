package dev.paddock.standalone.upload;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// Some bytes of a file, read without moving the file's own position: any number of parts are read at once.
final class Part extends InputStream {

    private final FileChannel file;
    private long at;
    private long left;

    Part(FileChannel file, long from, long length) {
        this.file = file;
        this.at = from;
        this.left = length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (left == 0) {
            return -1;
        }
        int some = file.read(ByteBuffer.wrap(bytes, offset, (int) Math.min(length, left)), at);
        if (some > 0) {
            at += some;
            left -= some;
        }
        return some;
    }
}

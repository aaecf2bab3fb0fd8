package dev.paddock.controlplane.storage;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// Stores bytes, reads them, and deletes them: a program of its own, so that its memory can be limited.
final class StreamThrough {

    private StreamThrough() {}

    /// @param args how many bytes, and a folder, or the address, the access key's two files and the spool of a bucket
    public static void main(String[] args) throws IOException {
        long bytes = Long.parseLong(args[0]);
        try (Storage storage = args.length == 2 ? FolderStorage.open(Path.of(args[1])) : bucket(args)) {
            Digest digest;
            try (Draft draft = storage.draft(new Endless(bytes), bytes).orElseThrow()) {
                storage.keep(draft);
                digest = draft.digest();
            }
            long read = 0;
            byte[] buffer = new byte[1 << 16];
            try (InputStream stream = storage.open(digest).orElseThrow().stream()) {
                for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
                    read += n;
                }
            }
            storage.delete(List.of(digest));
            System.out.println("read " + read + " bytes");
        }
    }

    private static Storage bucket(String[] args) throws IOException {
        StorageConfig.S3 access = new S3Server.Access(
                Optional.of(S3Server.BUCKET),
                Optional.of(URI.create(args[1])),
                "us-east-1",
                true,
                Optional.of(Path.of(args[2])),
                Optional.of(Path.of(args[3])),
                Path.of(args[4]));
        return BucketAccess.open(access, S3Server.BUCKET);
    }

    /// The same few bytes, again and again.
    private static final class Endless extends InputStream {

        private final byte[] some = new byte[8191];
        private long left;

        Endless(long bytes) {
            this.left = bytes;
            new Random().nextBytes(some);
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            if (left == 0) {
                return -1;
            }
            int n = (int) Math.min(Math.min(length, some.length), left);
            System.arraycopy(some, 0, buffer, offset, n);
            left -= n;
            return n;
        }
    }
}

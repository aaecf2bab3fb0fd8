package dev.paddock.standalone.upload;

import dev.paddock.standalone.UsageError;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.HexFormat;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// The files of a folder, packed into one on the disk for temporary files: how large it is has to be
/// known before its first byte is sent, and what broke off is sent again from it. It has no name there,
/// so that nothing is left of it however the command ends.
///
/// The same files are packed into the same bytes each time, so that another call of the command goes on where one
/// broke off.
final class ResultArchive implements AutoCloseable {

    /// The first that a zip can tell.
    private static final LocalDateTime ALWAYS = LocalDateTime.of(1980, 1, 1, 0, 0);

    /// The largest that a server takes, in bytes.
    static final long MOST = 1024L << 20;

    private final FileChannel file;

    private ResultArchive(FileChannel file) {
        this.file = file;
    }

    /// Packs the files of `folder`. Throws [UsageError] when that makes more than `most` bytes.
    static ResultArchive of(ResultFolder folder, long most) throws IOException {
        Path name = Files.createTempFile("paddock-results", ".zip");
        ResultArchive archive;
        try {
            archive = new ResultArchive(FileChannel.open(name, StandardOpenOption.READ, StandardOpenOption.WRITE));
        } finally {
            Files.delete(name);
        }
        try {
            archive.pack(folder, most);
            return archive;
        } catch (IOException | RuntimeException e) {
            archive.close();
            throw e;
        }
    }

    private void pack(ResultFolder folder, long most) throws IOException {
        // Closing the zip would close the file.
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(file));
        ZipOutputStream zip = new ZipOutputStream(out);
        for (Path one : folder.files()) {
            var entry = new ZipEntry(String.valueOf(one.getFileName()));
            entry.setTimeLocal(ALWAYS);
            zip.putNextEntry(entry);
            Files.copy(one, zip);
            zip.closeEntry();
            expectAtMost(most, folder);
        }
        zip.finish();
        zip.flush();
        expectAtMost(most, folder);
    }

    private void expectAtMost(long most, ResultFolder folder) throws IOException {
        if (size() > most) {
            throw new UsageError(
                    "The files in %s make more than %d MiB when packed, which no upload takes; send fewer at once."
                            .formatted(folder.folder(), most >> 20));
        }
    }

    /// Bytes.
    long size() throws IOException {
        return file.size();
    }

    /// Tells it from other archives, also of the same size: the beginning of its SHA-256.
    String mark() throws IOException {
        try {
            MessageDigest sum = MessageDigest.getInstance("SHA-256");
            try (InputStream bytes = new DigestInputStream(open(0, size()), sum)) {
                bytes.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(sum.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /// Some of its bytes.
    InputStream open(long from, long length) {
        return new Part(file, from, length);
    }

    /// All its bytes, as often as they are asked for.
    BodyPublisher whole() throws IOException {
        return part(0, size());
    }

    /// Some of its bytes, as often as they are asked for.
    BodyPublisher part(long from, long length) {
        return BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(() -> open(from, length)), length);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}

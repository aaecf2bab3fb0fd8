package dev.paddock.controlplane.generation;

import dev.paddock.controlplane.blob.Blobs;
import dev.paddock.controlplane.blob.Put;
import dev.paddock.controlplane.storage.Digest;
import jakarta.inject.Singleton;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Stores the files of a report as blobs. A report has a file a test, so small ones share a blob; large ones, Allure's
/// own scripts among them, are stored by themselves, once for all reports.
@Singleton
class StoreSite {

    /// A file of a report, and where its bytes are.
    ///
    /// @param path relative, with `/` between its parts
    /// @param digest the blob that has them
    /// @param start where in the blob they begin
    /// @param bytes how many they are
    /// @param packed whether the blob has other files, too
    record SiteFile(String path, Digest digest, long start, long bytes, boolean packed) {}

    private static final long SMALL = 64 * 1024;
    private static final int PACK = 1024 * 1024;

    private final Blobs blobs;
    private final GenerationConfig config;

    StoreSite(Blobs blobs, GenerationConfig config) {
        this.blobs = blobs;
        this.config = config;
    }

    /// Stores what is in `site`: regular files, in the order of their names. Whatever else is there is left out. When
    /// one cannot be stored, those before it are given up.
    ///
    /// @return where everything is; empty when the report is too large
    Optional<List<SiteFile>> store(Path site) throws IOException {
        List<Path> files = files(site);
        long bytes = 0;
        for (Path file : files) {
            bytes += Files.size(file);
        }
        if (bytes > (long) config.siteMebibytes() << 20) {
            return Optional.empty();
        }
        Pack pack = new Pack();
        try {
            for (Path file : files) {
                String path = site.relativize(file).toString();
                if (Files.size(file) <= SMALL) {
                    pack.add(path, file);
                } else {
                    pack.stored.add(alone(path, file));
                }
            }
            pack.flush();
        } catch (IOException e) {
            giveUp(pack.stored, e);
            throw e;
        }
        return Optional.of(pack.stored);
    }

    /// Lets go of what was stored of a report that failed, as far as no other one has it.
    void giveUp(List<SiteFile> stored, IOException failure) {
        try {
            stored.stream().map(SiteFile::digest).distinct().forEach(blobs::discard);
        } catch (RuntimeException e) {
            // The ledger is away: their grace time ends them.
            failure.addSuppressed(e);
        }
    }

    private static List<Path> files(Path site) throws IOException {
        try (Stream<Path> all = Files.walk(site)) {
            return all.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        }
    }

    private SiteFile alone(String path, Path file) throws IOException {
        try (InputStream content = open(path, file)) {
            Put.Stored stored = put(content);
            return new SiteFile(path, stored.digest(), 0, stored.bytes(), false);
        }
    }

    private static InputStream open(String path, Path file) throws IOException {
        InputStream content = new BufferedInputStream(Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS));
        return path.equals("index.html") || path.endsWith("/index.html") ? StorageShim.into(content) : content;
    }

    private Put.Stored put(InputStream content) throws IOException {
        return switch (blobs.put(content, Long.MAX_VALUE)) {
            case Put.Stored stored -> stored;
            case Put.TooLarge large -> throw new IOException("there is no limit of " + large.most());
            case Put.Mismatch mismatch -> throw new IOException("nobody announced " + mismatch.announced());
        };
    }

    /// Small files that will share a blob.
    private final class Pack {
        private final List<SiteFile> stored = new ArrayList<>();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        /// Their digests are known when the blob is.
        private final List<SiteFile> waiting = new ArrayList<>();

        void add(String path, Path file) throws IOException {
            int start = bytes.size();
            try (InputStream content = open(path, file)) {
                content.transferTo(bytes);
            }
            waiting.add(new SiteFile(path, Digest.of(new byte[0]), start, bytes.size() - start, true));
            if (bytes.size() >= PACK) {
                flush();
            }
        }

        void flush() throws IOException {
            if (waiting.isEmpty()) {
                return;
            }
            Digest digest = put(new ByteArrayInputStream(bytes.toByteArray())).digest();
            waiting.forEach(
                    file -> stored.add(new SiteFile(file.path(), digest, file.start(), file.bytes(), file.packed())));
            waiting.clear();
            bytes.reset();
        }
    }
}

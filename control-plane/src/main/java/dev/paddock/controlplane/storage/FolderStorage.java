package dev.paddock.controlplane.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/// Bytes in the files of a folder, 256 folders below it. A file is written beside them, synced, and renamed, which
/// happens wholly or not at all.
final class FolderStorage implements Storage {

    private static final Logger LOG = Logger.getLogger(FolderStorage.class);

    private final Path folder;
    private final Drafts drafts;
    private final Set<Path> onDisk = ConcurrentHashMap.newKeySet();

    private FolderStorage(Path folder, Drafts drafts) {
        this.folder = folder;
        this.drafts = drafts;
    }

    /// The storage in `folder`, which is made when it is missing.
    static FolderStorage open(Path folder) throws IOException {
        Path absolute = folder.toAbsolutePath().normalize();
        try {
            return new FolderStorage(absolute, Drafts.open(absolute.resolve("drafts")));
        } catch (IOException e) {
            throw StorageException.of(e, absolute);
        }
    }

    @Override
    public Optional<Draft> draft(InputStream content, long most) throws IOException {
        return drafts.write(content, most);
    }

    @Override
    public void keep(Draft draft) throws IOException {
        Path place = place(draft.digest());
        try {
            openShard(shard(draft.digest()));
            Files.move(draft.file(), place, StandardCopyOption.ATOMIC_MOVE);
            sync(shard(draft.digest()));
        } catch (IOException e) {
            throw StorageException.of(e, folder);
        }
    }

    /// That it is there says nothing: who made it, another thread or replica, may not have synced its entry yet.
    private void openShard(Path shard) throws IOException {
        if (onDisk.contains(shard) && Files.isDirectory(shard)) {
            return;
        }
        Files.createDirectories(shard);
        sync(folder);
        onDisk.add(shard);
    }

    /// A new or renamed entry is on the disk when its folder is.
    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public Optional<Content> open(Digest digest) throws IOException {
        try {
            FileChannel file = FileChannel.open(place(digest), StandardOpenOption.READ);
            long bytes = file.size();
            InputStream stream = Channels.newInputStream(file);
            return Optional.of(new Content(bytes, new CheckedContent(stream, digest, bytes)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw StorageException.of(e, folder);
        }
    }

    @Override
    public OptionalLong size(Digest digest) throws IOException {
        try {
            return OptionalLong.of(Files.size(place(digest)));
        } catch (NoSuchFileException e) {
            return OptionalLong.empty();
        } catch (IOException e) {
            throw StorageException.of(e, folder);
        }
    }

    @Override
    public void delete(Collection<Digest> digests) throws IOException {
        for (Digest digest : digests) {
            try {
                Files.deleteIfExists(place(digest));
            } catch (IOException e) {
                throw StorageException.of(e, folder);
            }
        }
    }

    @Override
    public Optional<Room> room() {
        try {
            FileStore disk = Files.getFileStore(folder);
            return Optional.of(new Room(disk.getUsableSpace(), disk.getTotalSpace()));
        } catch (IOException e) {
            LOG.debugf(e, "the disk of %s does not say how full it is", folder);
            return Optional.of(new Room(0, 0));
        }
    }

    @Override
    public OptionalLong used() throws IOException {
        long[] bytes = {0};
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                bytes[0] += attributes.size();
                return FileVisitResult.CONTINUE;
            }

            /// Files go at any time.
            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw StorageException.of(e, folder);
            }
        });
        return OptionalLong.of(bytes[0]);
    }

    private Path shard(Digest digest) {
        return folder.resolve(digest.hex().substring(0, 2));
    }

    private Path place(Digest digest) {
        return shard(digest).resolve(digest.hex());
    }

    @Override
    public void close() {
        drafts.close();
    }
}

package dev.paddock.proving.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// A file system of its own under one folder: it can be full while the machine's has room. It lies in a sparse file
/// beside the folder, so that what is synced is really on the disk.
public final class SmallDisk implements AutoCloseable {

    private static final Path MAKE = Path.of("/usr/sbin/mkfs.ext4");
    private static final int MEGABYTE = 1 << 20;
    private static final int BLOCK = 4096;

    private final Path folder;
    private final AtomicBoolean mounted = new AtomicBoolean(true);

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /// Why this machine cannot have one; empty when it can.
    public static Optional<String> obstacle() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return Optional.of("mounting a small disk needs root");
        }
        return Files.isExecutable(MAKE) && Files.exists(Path.of("/dev/loop-control"))
                ? Optional.empty()
                : Optional.of("there is no mkfs.ext4, or no loop device");
    }

    /// Mounts an empty one at `folder`, which is made.
    public static SmallDisk mount(Path folder, int megabytes) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Path image = folder.resolveSibling(folder.getFileName() + ".disk");
        run("truncate", "--size", megabytes + "M", image.toString());
        // No share of it is kept for root: full is full for everybody.
        run(MAKE.toString(), "-q", "-m", "0", image.toString());
        run("mount", "-o", "loop", image.toString(), folder.toString());
        return new SmallDisk(folder);
    }

    /// Where it is mounted.
    public Path folder() {
        return folder;
    }

    /// Takes all the room that is left.
    public void fill() throws IOException, InterruptedException {
        long left = Files.getFileStore(folder).getUsableSpace() - MEGABYTE;
        if (left > 0) {
            run("fallocate", "--length", Long.toString(left), filler().toString());
        }
        try (FileChannel file = FileChannel.open(filler(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (takes(file)) {
                // The next block.
            }
        }
    }

    private static boolean takes(FileChannel file) {
        try {
            return file.write(ByteBuffer.allocate(BLOCK)) > 0;
        } catch (IOException e) {
            return false;
        }
    }

    /// Gives it back.
    public void free() throws IOException {
        Files.deleteIfExists(filler());
    }

    private Path filler() {
        return folder.resolve("filler");
    }

    /// Unmounts it once, whoever still has files open; what it held is gone from the folder.
    @Override
    public void close() {
        if (!mounted.compareAndSet(true, false)) {
            return;
        }
        try {
            run("umount", "--lazy", folder.toString());
        } catch (IOException e) {
            throw new UncheckedIOException("a disk stays mounted", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void run(String... words) throws IOException, InterruptedException {
        int code = new ProcessBuilder(words).inheritIO().start().waitFor();
        if (code != 0) {
            throw new IOException(String.join(" ", words) + " ended with " + code);
        }
    }
}

package dev.paddock.controlplane.outcome;

import dev.paddock.controlplane.archive.TopFolder;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/// Unpacks results as if nobody had looked at them before: into regular files of one folder, whatever the archive says
/// they are. A link becomes a file with the text of where it leads.
public final class ResultFolder {

    private static final int MOST_ENTRIES = 10_000;
    private static final long MOST_BYTES = 1536L << 20;
    private static final int MOST_WARNINGS = 20;
    private static final Set<String> DOTS = Set.of(".", "..");
    private static final Pattern NAME = Pattern.compile("[^/\\\\\\x00-\\x1f]{1,255}");

    private final Path folder;
    /// What lies in a folder of the archive, until its end tells whether the results lie there.
    private final Path aside;
    private final TopFolder top = new TopFolder();
    private final List<String> warnings = new ArrayList<>();
    /// Whose files are aside.
    private String asideOf = TopFolder.ROOT;
    private int entries;
    private long bytes;

    private ResultFolder(Path folder, Path aside) {
        this.folder = folder;
        this.aside = aside;
    }

    /// Unpacks the files at the root of `zip`, or in its one top folder, into `folder`, which is empty. Needs a place
    /// beside it meanwhile.
    ///
    /// Throws [ZipException] for what is no archive or more than results may be, and what `zip` throws.
    ///
    /// @return what was left out
    public static List<String> unpack(InputStream zip, Path folder) throws IOException {
        Path aside = Files.createDirectory(folder.resolveSibling(folder.getFileName() + ".aside"));
        try {
            ResultFolder target = new ResultFolder(folder, aside);
            target.take(new ZipInputStream(zip));
            // The end of the stream tells whether it was the right one.
            zip.transferTo(OutputStream.nullOutputStream());
            target.settle();
            return target.warnings;
        } finally {
            for (Path file : files(aside)) {
                Files.delete(file);
            }
            Files.delete(aside);
        }
    }

    private void take(ZipInputStream archive) throws IOException {
        try {
            for (ZipEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
                if (++entries > MOST_ENTRIES) {
                    throw new ZipException("the results are more than " + MOST_ENTRIES + " files");
                }
                if (!entry.isDirectory()) {
                    take(entry.getName(), archive);
                }
            }
        } catch (EOFException e) {
            throw new ZipException("the archive ends in the middle of a file");
        } catch (IllegalArgumentException e) {
            throw new ZipException("the archive has a name that is no text");
        }
    }

    private void take(String given, InputStream content) throws IOException {
        Optional<Path> file = place(given);
        if (file.isEmpty()) {
            warn(given, "is no file of their folder");
        } else if (Files.exists(file.get())) {
            warn(given, "is there twice");
        } else {
            write(file.get(), content);
        }
    }

    /// Where a file comes to; empty for what is left out.
    private Optional<Path> place(String given) {
        String path = given.startsWith("./") ? given.substring(2) : given;
        int slash = path.indexOf('/');
        String around = slash < 0 ? TopFolder.ROOT : path.substring(0, slash);
        String name = path.substring(slash + 1);
        if (DOTS.contains(around)) {
            return Optional.empty();
        }
        top.note(path);
        boolean sound = NAME.matcher(name).matches() && !DOTS.contains(name);
        if (!sound || !top.places().equals(List.of(around))) {
            return Optional.empty();
        }
        if (around.equals(TopFolder.ROOT)) {
            return Optional.of(folder.resolve(name));
        }
        asideOf = around;
        return Optional.of(aside.resolve(name));
    }

    private void write(Path file, InputStream content) throws IOException {
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
            byte[] buffer = new byte[64 * 1024];
            for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
                bytes += n;
                if (bytes > MOST_BYTES) {
                    throw new ZipException("the results are more than " + (MOST_BYTES >> 20) + " MiB");
                }
                out.write(buffer, 0, n);
            }
        }
    }

    /// The archive is at its end: now it is known where the results lie.
    private void settle() throws IOException {
        List<String> places = top.places();
        if (places.isEmpty()) {
            warnings.add("The results are no archive, or one without files.");
        } else if (places.size() > 1) {
            warnings.add("The results lie in " + places.size() + " folders and were left out; put them into one.");
        }
        boolean inFolder = places.size() == 1 && !places.contains(TopFolder.ROOT);
        for (Path file : files(aside)) {
            if (inFolder) {
                Files.move(file, folder.resolve(file.getFileName()));
            } else if (places.contains(TopFolder.ROOT)) {
                warn(asideOf + "/" + file.getFileName(), "is no file of their folder");
            }
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private void warn(String path, String what) {
        if (warnings.size() < MOST_WARNINGS) {
            String shown = path.replaceAll("\\p{Cntrl}", "?");
            warnings.add("The results' " + shown + " " + what + " and was left out.");
        }
    }
}

package dev.paddock.controlplane.trend;

import dev.paddock.controlplane.blob.Blobs;
import dev.paddock.controlplane.blob.Put;
import dev.paddock.controlplane.storage.Digest;
import dev.paddock.controlplane.storage.Storage;
import dev.paddock.controlplane.storage.StorageException;
import dev.paddock.controlplane.trend.HistoryFile.Line;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a project's earlier reports found, a line each, oldest first: Allure's trends are made of it,
/// and it adds a line for the report that it makes. A line that it cannot read would end it, so it never
/// gets one. Lines have what tests wrote, and may be of any length; none is ever in memory.
@Singleton
public class History {

    private final Blobs blobs;
    private final TrendConfig config;

    History(Blobs blobs, TrendConfig config) {
        this.blobs = blobs;
        this.config = config;
    }

    /// Writes the history for a run to `file`: the newest lines that a new one leaves room for, without
    /// the one of the report that the new one replaces. Needs room beside it meanwhile.
    ///
    /// @param history null = none yet
    /// @param url of the report; lines have it
    /// @return what was left out because it cannot be read
    public List<String> write(@Nullable Digest history, Path file, String url) throws IOException {
        List<String> warnings = new ArrayList<>();
        HistoryFile before = beside(file, "before");
        List<Line> kept = new ArrayList<>();
        if (history != null && fetch(history, before.path(), warnings)) {
            // With other plugins it may have had another page.
            String folder = url.substring(0, url.lastIndexOf('/') + 1);
            int number = 0;
            for (Line line : before.lines()) {
                number++;
                switch (HistoryLine.look(before.open(line), folder)) {
                    case SOUND -> kept.add(line);
                    case REPLACED -> {}
                    case BROKEN ->
                        warnings.add("Line " + number + " of the project's history cannot be read and was left out.");
                }
            }
        }
        int from = Math.max(0, kept.size() - (config.reports() - 1));
        if (kept.isEmpty()) {
            Files.write(file, new byte[0]);
        } else {
            new HistoryFile(file).write(before, kept.subList(from, kept.size()));
        }
        Files.deleteIfExists(before.path());
        return warnings;
    }

    /// Whether the history is in `file` now; says why not.
    private boolean fetch(Digest history, Path file, List<String> warnings) throws IOException {
        Optional<Storage.Content> content = blobs.open(history);
        if (content.isEmpty()) {
            warnings.add("The history of the project is not in the storage any more; its trends begin anew.");
            return false;
        }
        try (InputStream stream = content.get().stream()) {
            Files.copy(stream, file, StandardCopyOption.REPLACE_EXISTING);
            return true;
        } catch (StorageException e) {
            if (e.reason() != StorageException.Reason.DAMAGED) {
                throw e;
            }
            warnings.add("The history of the project is damaged in the storage; its trends begin anew.");
            return false;
        }
    }

    /// Stores the history after a run: what was written and the line that the run added, with the
    /// report's address in it and its texts cut. Empty, with a warning, when there is no such line or it
    /// alone is too long. The oldest lines give way to it.
    public Optional<Digest> read(Path file, String url, List<String> warnings) throws IOException {
        HistoryFile written = new HistoryFile(file);
        List<Line> lines = Files.isRegularFile(file) ? written.lines() : List.of();
        HistoryFile added = beside(file, "added");
        if (!added.take(written, lines, url)) {
            warnings.add("This report is missing in the project's trends: Allure wrote no line about it.");
            return Optional.empty();
        }
        long most = (long) config.mebibytes() << 20;
        List<Line> line = added.lines();
        int from = lines.size() - 1;
        long bytes = line.getFirst().bytes() + 1;
        while (from > 0 && bytes + lines.get(from - 1).bytes() + 1 <= most) {
            from--;
            bytes += lines.get(from).bytes() + 1;
        }
        HistoryFile whole = beside(file, "whole");
        whole.write(written, lines.subList(from, lines.size() - 1));
        whole.append(added, line);
        try (InputStream in = Files.newInputStream(whole.path())) {
            if (blobs.put(in, most) instanceof Put.Stored stored) {
                return Optional.of(stored.digest());
            }
        }
        warnings.add("This report is missing in the project's trends: it would make their history too large.");
        return Optional.empty();
    }

    private static HistoryFile beside(Path file, String name) {
        return new HistoryFile(file.resolveSibling(file.getFileName() + "." + name));
    }
}

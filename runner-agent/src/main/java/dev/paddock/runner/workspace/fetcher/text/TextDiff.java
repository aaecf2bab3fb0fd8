package dev.paddock.runner.workspace.fetcher.text;

import dev.paddock.model.change.LineRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.diff.HistogramDiff;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;
import org.eclipse.jgit.errors.BinaryBlobException;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.jspecify.annotations.Nullable;

/// Which lines of a text are new, in time and memory that no text can blow up.
public final class TextDiff {

    /// Larger texts are not compared.
    public static final int MAX_BYTES = 8 * 1024 * 1024;

    /// @param lines null = not computed
    public record Edits(
            int additions, int deletions, @Nullable List<LineRange> lines) {}

    private final ObjectReader reader;
    private final HistogramDiff algorithm = new HistogramDiff();

    public TextDiff(ObjectReader reader) {
        this.reader = reader;
        // Without it a region of too many repeats counts as replaced; with it crafted texts take quadratic time.
        algorithm.setFallbackAlgorithm(null);
    }

    /// Binary contents have no lines; contents that are too large have unknown ones.
    public Edits between(ObjectId before, ObjectId after) throws IOException {
        try {
            return edits(text(before), text(after));
        } catch (BinaryBlobException e) {
            return new Edits(0, 0, List.of());
        } catch (LargeObjectException e) {
            return new Edits(0, 0, null);
        }
    }

    private Edits edits(RawText before, RawText after) {
        var lines = new ArrayList<LineRange>();
        int additions = 0;
        int deletions = 0;
        for (var edit : algorithm.diff(RawTextComparator.DEFAULT, before, after)) {
            additions += edit.getLengthB();
            deletions += edit.getLengthA();
            if (edit.getLengthB() > 0) {
                lines.add(new LineRange(edit.getBeginB() + 1, edit.getEndB()));
            }
        }
        return new Edits(additions, deletions, List.copyOf(lines));
    }

    /// How many lines a blob has; 0 for binary ones.
    public int lines(ObjectId blob) throws IOException {
        var lines = new LineCount();
        try (var in = reader.open(blob, Constants.OBJ_BLOB).openStream()) {
            var buffer = new byte[64 * 1024];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                lines.add(buffer, read);
            }
        }
        return lines.result();
    }

    private RawText text(ObjectId blob) throws IOException, BinaryBlobException {
        var loader = reader.open(blob, Constants.OBJ_BLOB);
        if (loader.getSize() > MAX_BYTES) {
            throw new LargeObjectException.ExceedsLimit(MAX_BYTES, loader.getSize());
        }
        var bytes = loader.getCachedBytes(MAX_BYTES);
        if (LineCount.isBinary(bytes)) {
            throw new BinaryBlobException();
        }
        return new RawText(bytes);
    }
}

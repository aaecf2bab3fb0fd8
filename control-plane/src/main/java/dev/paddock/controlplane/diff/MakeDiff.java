package dev.paddock.controlplane.diff;

import dev.paddock.controlplane.image.PixelDiff;
import dev.paddock.controlplane.image.Png;
import dev.paddock.controlplane.image.PngCheck;
import dev.paddock.controlplane.memory.HeapShares;
import dev.paddock.controlplane.memory.HeapShares.Share;
import dev.paddock.controlplane.screenshot.KeepScreenshots;
import dev.paddock.controlplane.screenshot.Screenshots;
import dev.paddock.controlplane.sql.InTransaction;
import dev.paddock.controlplane.storage.Digest;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/// Compares two screenshots of a result and shows the outcome with it. Images are compared outside of any transaction.
@Singleton
class MakeDiff {

    private static final Logger LOG = Logger.getLogger(MakeDiff.class);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final DiffStore diffs;
    private final Screenshots screenshots;
    private final KeepScreenshots keep;
    private final InTransaction transaction;
    private final HeapShares heap;

    MakeDiff(
            DiffStore diffs,
            Screenshots screenshots,
            KeepScreenshots keep,
            InTransaction transaction,
            HeapShares heap) {
        this.heap = heap;
        this.diffs = diffs;
        this.screenshots = screenshots;
        this.keep = keep;
        this.transaction = transaction;
    }

    /// Makes one that is missing; false when none is. A failure of the storage leaves it for later.
    boolean next() throws IOException {
        Optional<DiffStore.Due> due = diffs.take();
        if (due.isEmpty()) {
            return false;
        }
        Optional<Png> shown = shown(due.get());
        if (shown.isPresent()) {
            show(due.get(), shown.get());
        } else {
            diffs.giveUp(due.get());
        }
        return true;
    }

    private Optional<Png> shown(DiffStore.Due due) throws IOException {
        Optional<Png> baseline = screenshots.png(due.baseline());
        Optional<Png> candidate = screenshots.png(due.candidate());
        if (baseline.isEmpty() || candidate.isEmpty() || !PixelDiff.isFeasible(baseline.get(), candidate.get())) {
            return Optional.empty();
        }
        // Who waits for it in vain makes it later.
        try (Share share = heap.take(PixelDiff.heap(baseline.get(), candidate.get()), PATIENCE)
                .orElseThrow(() -> new IOException("the heap is in use by others"))) {
            return compared(due, baseline.get(), candidate.get());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the server stops");
        }
    }

    private static Optional<Png> compared(DiffStore.Due due, Png baseline, Png candidate) {
        try {
            byte[] bytes = PixelDiff.of(baseline, candidate).png();
            return PngCheck.of(bytes) instanceof PngCheck.Whole(Png png) ? Optional.of(png) : Optional.empty();
        } catch (IOException | RuntimeException e) {
            // The decoder throws what it likes at pixels that are wrong.
            LOG.debugf(e, "result %d of %s has screenshots that cannot be compared", due.no(), due.run());
            return Optional.empty();
        }
    }

    private void show(DiffStore.Due due, Png shown) throws IOException {
        Digest digest = screenshots.keep(shown);
        transaction.get(() -> {
            if (diffs.set(due, digest)) {
                keep.keep(due.repository(), due.run(), Map.of(digest, shown.header()), List.of(digest));
            }
            return digest;
        });
    }
}

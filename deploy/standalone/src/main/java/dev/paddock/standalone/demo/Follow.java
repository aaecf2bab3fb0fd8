package dev.paddock.standalone.demo;

import dev.paddock.model.run.RunId;
import dev.paddock.model.run.RunStatus;
import dev.paddock.model.run.RunView;
import dev.paddock.standalone.client.PaddockClient;
import dev.paddock.standalone.client.Refused;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Follows one run to its end and shows it.
final class Follow {

    private static final long LOOK_MILLIS = 200;

    /// How long the control plane may be away, for example while it is started again.
    private static final Duration AWAY_LIMIT = Duration.ofSeconds(60);

    private final PaddockClient client;
    private final Progress progress;
    private @Nullable String cursor;

    Follow(PaddockClient client, Progress progress) {
        this.client = client;
        this.progress = progress;
    }

    /// The run once it has ended; empty when it has not after `limit`.
    Optional<RunView> toTheEnd(RunId id, Duration limit) throws IOException, InterruptedException {
        long start = System.nanoTime();
        long answered = start;
        while (System.nanoTime() - start < limit.toNanos()) {
            try {
                RunView run = client.run(id);
                show(run);
                // Read after the run: when that had ended, its log was complete.
                showLog(id);
                if (run.status().isTerminal()) {
                    return Optional.of(run);
                }
                answered = System.nanoTime();
            } catch (IOException | Refused e) {
                boolean passing = !(e instanceof Refused refused) || refused.isPassing();
                if (!passing || System.nanoTime() - answered > AWAY_LIMIT.toNanos()) {
                    throw e;
                }
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        return Optional.empty();
    }

    private void show(RunView run) {
        if (run.status() == RunStatus.QUEUED) {
            progress.phase("queued");
        } else if (run.status() == RunStatus.RUNNING && run.phase() != null) {
            progress.phase(run.attempt() > 1 ? run.phase() + " (attempt " + run.attempt() + ")" : run.phase());
        }
    }

    private void showLog(RunId id) throws IOException, InterruptedException {
        boolean more = true;
        while (more) {
            var page = client.logs(id, cursor);
            page.logs().forEach(progress::log);
            if (page.nextAfter() != null) {
                cursor = page.nextAfter();
            }
            more = PaddockClient.isFull(page);
        }
    }
}

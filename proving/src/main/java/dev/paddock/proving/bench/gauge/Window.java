package dev.paddock.proving.bench.gauge;

import dev.paddock.proving.site.Site;
import dev.paddock.standalone.CouldNotRun;
import java.time.Duration;

/// When a measurement begins and ends. The first fifth of the work, at most half of the time, warms up and is not
/// counted; the last few of a finite lot are not either, since not everybody has something left to do then. Something
/// is counted in any case: a time in which nothing happened is no speed.
///
/// @param total how much work there is
/// @param limit a measurement takes no longer, its warm-up left aside
public record Window(long total, Duration limit) {

    private static final long LOOK_MILLIS = 5;

    /// A machine that is busy with other things gets nothing done for seconds.
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /// A counter that only rises; it may throw what keeps the work from going on.
    @FunctionalInterface
    public interface Count {
        long now() throws Exception;
    }

    /// Watches `done` until the window is over.
    public Rate watch(Site site, Count done) throws Exception {
        await(done, total / 5, limit.toNanos() / 2);
        long from = done.now();
        long began = System.nanoTime();
        CpuTime before = CpuTime.of(site);
        await(done, total - total / 50, limit.toNanos());
        if (done.now() == from) {
            await(done, from + 1, PATIENCE.toNanos());
        }
        long count = done.now() - from;
        if (count == 0) {
            throw new CouldNotRun("Nothing got done within %d s; the programs' logs may say why."
                    .formatted(PATIENCE.plus(limit).toSeconds()));
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        return new Rate(count, seconds, CpuTime.of(site).per(seconds, before));
    }

    private static void await(Count done, long enough, long nanos) throws Exception {
        long began = System.nanoTime();
        while (done.now() < enough && System.nanoTime() - began < nanos) {
            Thread.sleep(LOOK_MILLIS);
        }
    }
}

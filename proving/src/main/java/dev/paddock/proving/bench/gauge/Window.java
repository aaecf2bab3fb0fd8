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
/// @param look between two looks at the count
public record Window(long total, Duration limit, Duration look) {

    private static final Duration OFTEN = Duration.ofMillis(5);

    /// A machine that is busy with other things gets nothing done for seconds.
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /// A window on a count that costs nothing.
    public Window(long total, Duration limit) {
        this(total, limit, OFTEN);
    }

    /// A counter that only rises; it may throw what keeps the work from going on.
    @FunctionalInterface
    public interface Count {
        long now() throws Exception;
    }

    /// From where it is counted.
    private record Mark(long count, long nanos, CpuTime cpu) {

        static Mark at(long count, Site site) {
            return new Mark(count, System.nanoTime(), CpuTime.of(site));
        }

        Rate until(long now, Site site) {
            double seconds = (System.nanoTime() - nanos) / 1e9;
            return new Rate(now - count, seconds, CpuTime.of(site).per(seconds, cpu));
        }
    }

    /// Watches `done`, which begins at 0, until the window is over.
    public Rate watch(Site site, Count done) throws Exception {
        long last = total - total / 50;
        Mark mark = Mark.at(0, site);
        await(done, total / 5, limit.toNanos() / 2);
        long warm = done.now();
        if (warm < last) {
            mark = Mark.at(warm, site);
        }
        // Otherwise so little was to be done that nothing can be left out.
        await(done, last, limit.toNanos());
        await(done, mark.count() + 1, PATIENCE.toNanos());
        long now = done.now();
        if (now == mark.count()) {
            throw new CouldNotRun("Nothing got done within %d s; the programs' logs may say why."
                    .formatted(PATIENCE.plus(limit).toSeconds()));
        }
        return mark.until(now, site);
    }

    /// Waits until everything is done; throws [CouldNotRun] when it is not 60 s after the end of the window.
    public void awaitAll(Count done) throws Exception {
        await(done, total, PATIENCE.toNanos());
        if (done.now() < total) {
            throw new CouldNotRun(
                    "Only %,d of %,d got done; the programs' logs may say why.".formatted(done.now(), total));
        }
    }

    private void await(Count done, long enough, long nanos) throws Exception {
        long began = System.nanoTime();
        while (done.now() < enough && System.nanoTime() - began < nanos) {
            Thread.sleep(look);
        }
    }
}

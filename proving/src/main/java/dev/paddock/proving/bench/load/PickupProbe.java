package dev.paddock.proving.bench.load;

import dev.paddock.model.task.RunnerTask;
import dev.paddock.proving.bench.gauge.Latencies;
import dev.paddock.proving.site.Site;
import dev.paddock.runner.controlplane.ControlPlane;
import dev.paddock.standalone.CouldNotRun;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// From a submission to the runner that waits for it, one at a time on a site that has nothing else to do.
public final class PickupProbe implements AutoCloseable {

    private static final Duration WAIT = Duration.ofSeconds(2);
    private static final int PATIENCE_SECONDS = 10;

    // At any point of the server's own one-second looks, and when the poll is surely parked.
    private static final int SHORTEST_PAUSE_MS = 10;
    private static final int LONGEST_PAUSE_MS = 30;
    private static final int UNCOUNTED = 10;

    private final Submitter submitter;
    private final ControlPlane runner;
    private final Random random = new Random(1);
    private final BlockingQueue<Long> arrivals = new LinkedBlockingQueue<>();

    /// @param submitAt where the runs are submitted
    /// @param pollAt where the runner waits
    public PickupProbe(Site site, String lane, URI submitAt, URI pollAt) throws IOException, InterruptedException {
        this.submitter = new Submitter(site, submitAt, lane);
        this.runner = site.runners(1).runner(lane + "-waiting", 1, List.of(lane), pollAt);
        NoOpRunners.ok(() -> runner.register());
    }

    /// Up to `count` pickups, for up to `limit`; the first few warm up.
    public Latencies measure(int count, Duration limit) throws IOException, InterruptedException {
        var latencies = new Latencies();
        try (var crew = Crew.start(List.of(this::poll))) {
            long began = System.nanoTime();
            for (int i = 0; i < count + UNCOUNTED; i++) {
                Thread.sleep(random.nextInt(SHORTEST_PAUSE_MS, LONGEST_PAUSE_MS));
                long took = once(crew);
                if (i >= UNCOUNTED) {
                    latencies.add(took);
                    if (System.nanoTime() - began > limit.toNanos()) {
                        break;
                    }
                }
            }
        }
        return latencies;
    }

    private long once(Crew crew) throws IOException, InterruptedException {
        long submitted = System.nanoTime();
        submitter.submit();
        Long arrived = arrivals.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        crew.done();
        if (arrived == null) {
            throw new CouldNotRun("A run was not picked up within %d s.".formatted(PATIENCE_SECONDS));
        }
        return arrived - submitted;
    }

    private int poll() throws InterruptedException {
        List<RunnerTask> tasks = NoOpRunners.ok(() -> runner.pending(1, WAIT));
        long now = System.nanoTime();
        for (RunnerTask task : tasks) {
            NoOpRunners.finish(runner, task, List.of());
            arrivals.add(now);
        }
        return tasks.size();
    }

    @Override
    public void close() throws IOException {
        submitter.close();
        runner.close();
    }
}

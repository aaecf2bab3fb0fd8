package dev.paddock.proving.bench;

import dev.paddock.proving.bench.gauge.Latencies;
import dev.paddock.proving.bench.gauge.LongestTransaction;
import dev.paddock.proving.bench.load.builds.BuildRows;
import dev.paddock.proving.bench.load.builds.OverviewCaller;
import dev.paddock.proving.bench.load.builds.Sweep;
import dev.paddock.proving.site.Site;
import java.net.URI;

/// What a server with many builds does: shows them at a glance, and deletes the old ones.
record KeptBuilds(Site site, BenchPlan plan) {

    private static final int BEFORE = 50;
    private static final int OVERVIEWS = 200;

    /// Ten times as many as there are runs.
    private int young() {
        return 10 * plan.runs();
    }

    /// The overview of all builds, asked for by one client; the first ones count for nothing.
    Report.Overview overview(URI url) throws Exception {
        try (var rows = new BuildRows(site)) {
            rows.fill(young(), 0);
        }
        var latencies = new Latencies();
        try (var caller = new OverviewCaller(site, url)) {
            for (int i = 0; i < BEFORE; i++) {
                caller.ask();
            }
            for (int i = 0; i < OVERVIEWS; i++) {
                latencies.add(caller.ask());
            }
        }
        return new Report.Overview(young(), latencies.percentileMs(50), latencies.percentileMs(99), latencies.count());
    }

    /// One sweep of old builds with reports, which lie among ten times as many young ones.
    Report.Retention retention() throws Exception {
        try (var rows = new BuildRows(site)) {
            rows.fill(young(), plan.runs());
            try (var transactions = LongestTransaction.watch(site)) {
                Sweep sweep = Sweep.await(site);
                return new Report.Retention(
                        sweep.builds(), sweep.builds() / sweep.seconds(), transactions.milliseconds(), sweep.bytes());
            }
        }
    }
}

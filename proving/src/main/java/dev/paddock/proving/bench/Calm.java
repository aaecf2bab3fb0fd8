package dev.paddock.proving.bench;

import dev.paddock.proving.bench.gauge.CpuTime;
import dev.paddock.proving.bench.gauge.Latencies;
import dev.paddock.proving.bench.gauge.Rate;
import dev.paddock.proving.bench.gauge.Window;
import dev.paddock.proving.bench.gauge.WokenClaims;
import dev.paddock.proving.bench.load.Ledger;
import dev.paddock.proving.bench.load.LogFollowers;
import dev.paddock.proving.bench.load.NoOpRunners;
import dev.paddock.proving.bench.load.PickupProbe;
import dev.paddock.proving.bench.load.fleet.Heartbeats;
import dev.paddock.proving.bench.load.fleet.IdlePollers;
import dev.paddock.proving.bench.load.fleet.RegisteredRunners;
import dev.paddock.proving.site.Site;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What a site costs, and how quick it is, when it has little to do.
final class Calm {

    private static final int PICKUPS = 300;

    private final Site site;
    private final Ledger ledger;
    private final BenchPlan plan;
    private final Speed speed;

    Calm(Site site, Ledger ledger, BenchPlan plan, Speed speed) {
        this.site = site;
        this.ledger = ledger;
        this.plan = plan;
        this.speed = speed;
    }

    /// From a submission at one replica to a runner that waits at one.
    Report.Pickup pickup(URI submitAt, URI pollAt) throws Exception {
        ledger.clear();
        ledger.settle();
        try (var probe = new PickupProbe(site, "picked-up", submitAt, pollAt)) {
            WokenClaims before = WokenClaims.of(site);
            Latencies latencies = probe.measure(Math.min(PICKUPS, plan.runs()), plan.limit());
            Map<String, Long> woken = WokenClaims.of(site).since(before);
            return new Report.Pickup(
                    latencies.percentileMs(50),
                    latencies.percentileMs(99),
                    latencies.count(),
                    woken.isEmpty() ? null : woken);
        }
    }

    /// The heartbeats of a tenth of the fleet, and of all of it.
    List<Report.Heartbeat> heartbeats(URI url) throws Exception {
        ledger.clear();
        var figures = new ArrayList<Report.Heartbeat>();
        try (var fleet = new RegisteredRunners(site, ledger, url, plan.fleet())) {
            CpuTime idle = rest();
            for (int runners : new int[] {Math.max(1, plan.fleet() / 10), plan.fleet()}) {
                try (var beats = new Heartbeats(site, fleet, runners, url)) {
                    Rate rate = new Window(Long.MAX_VALUE, plan.limit()).watch(site, beats::done);
                    figures.add(new Report.Heartbeat(
                            runners,
                            rate.perSecond(),
                            100 * rate.cpu().database(),
                            100 * idle.database(),
                            100 * rate.cpu().controlPlane(),
                            100 * idle.controlPlane()));
                }
            }
        }
        return figures;
    }

    /// No idle runners, a hundredth of the most, a tenth, and all.
    List<Report.Pollers> pollers(URI url) throws Exception {
        ledger.clear();
        var figures = new ArrayList<Report.Pollers>();
        try (var fleet = new RegisteredRunners(site, ledger, url, plan.pollers())) {
            int[] levels = Stream.of(0, plan.pollers() / 100, plan.pollers() / 10, plan.pollers())
                    .distinct()
                    .mapToInt(Integer::intValue)
                    .toArray();
            for (int runners : levels) {
                try (var idle = new IdlePollers(site, fleet, runners, url)) {
                    figures.add(beside(idle, runners, url));
                }
            }
        }
        return figures;
    }

    /// As many followers of one log as the plan has idle polls at most.
    Report.Followers followers(URI url) throws Exception {
        ledger.clear();
        Thread.sleep(plan.limit().dividedBy(4));
        double before = CpuTime.controlPlaneRssMb(site);
        try (var followers = new LogFollowers(site, plan.pollers(), url)) {
            return new Report.Followers(plan.pollers(), before, CpuTime.controlPlaneRssMb(site));
        }
    }

    private Report.Pollers beside(IdlePollers idle, int runners, URI url) throws Exception {
        ledger.clear();
        Thread.sleep(plan.limit().dividedBy(4));
        CpuTime cpu = rest();
        double rss = CpuTime.controlPlaneRssMb(site);
        Report.Pickup pickup = pickup(url, url);
        double drained = speed.drain(
                        NoOpRunners.Story.CLAIM_RESULT,
                        plan.runs(),
                        plan.limit().dividedBy(2),
                        List.of(url))
                .perSecond();
        idle.expectAll();
        return new Report.Pollers(
                runners, 100 * cpu.controlPlane(), 100 * cpu.database(), rss, drained, pickup.p50(), pickup.p99());
    }

    /// Processors used per second while this process waits.
    private CpuTime rest() throws InterruptedException {
        CpuTime before = CpuTime.of(site);
        long began = System.nanoTime();
        Thread.sleep(plan.limit());
        return CpuTime.of(site).per((System.nanoTime() - began) / 1e9, before);
    }
}

package dev.paddock.proving.bench;

import dev.paddock.proving.bench.gauge.CpuTime;
import dev.paddock.proving.bench.gauge.Rate;
import dev.paddock.proving.bench.load.Ledger;
import dev.paddock.proving.bench.load.NoOpRunners.Story;
import dev.paddock.proving.bench.load.Repositories;
import dev.paddock.proving.site.Replica;
import dev.paddock.proving.site.Site;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Measures one site, one thing after the other.
final class Bench {

    /// The reports of what is uploaded would be made beside what is measured next; and who waits for a sweep does not
    /// wait for a minute.
    private static final Map<String, String> SETTINGS =
            Map.of("PADDOCK_REPORTS_AT_ONCE", "0", "PADDOCK_RETENTION_LOOK", "1s");

    private final Site site;
    private final Ledger ledger;
    private final BenchPlan plan;
    private final Consumer<String> say;
    private final Speed speed;
    private final Calm calm;
    private final Map<Figure, Double> perSecond = new LinkedHashMap<>();
    private final Map<String, CpuTime> cpu = new LinkedHashMap<>();
    private Report.@Nullable Pickup pickup;
    private Report.@Nullable Pickup pickupOther;
    private @Nullable List<Report.Heartbeat> heartbeat;
    private @Nullable List<Report.Queue> queue;
    private @Nullable List<Report.Pollers> pollers;
    private Report.@Nullable Followers followers;
    private Report.@Nullable Reads reads;
    private Report.@Nullable Reports reports;
    private Report.@Nullable Uploads uploads;
    private Report.@Nullable Overview overview;
    private Report.@Nullable Retention retention;
    private Report.@Nullable Replicas replicas;

    /// @param say gets one short line a step
    Bench(Site site, Ledger ledger, BenchPlan plan, Consumer<String> say) {
        this.site = site;
        this.ledger = ledger;
        this.plan = plan;
        this.say = say;
        this.speed = new Speed(site, ledger, plan);
        this.calm = new Calm(site, ledger, plan, speed);
    }

    /// Everything that the plan names; the first replica is started here.
    Report measure() throws Exception {
        var conditions = Surroundings.before(plan);
        say.accept("starting the control plane…");
        URI one = site.startReplica(SETTINGS).url();
        Repositories.register(site);
        say.accept("warming up…");
        speed.warmUp(List.of(one));
        rates(one);
        calmly(one);
        grow(one);
        many(one);
        if (plan.replicas() > 1 && (plan.has(Figure.pickup) || plan.has(Figure.replicas))) {
            compare(one);
        }
        return report(conditions);
    }

    private void rates(URI one) throws Exception {
        if (plan.has(Figure.submit)) {
            say.accept("submitting…");
            keep(Figure.submit, speed.submit(one));
        }
        if (plan.has(Figure.read)) {
            say.accept("reading…");
            reads = speed.read(one);
        }
        if (plan.has(Figure.report)) {
            say.accept("sending reports…");
            reports = speed.reports(one);
        }
        if (plan.has(Figure.upload)) {
            say.accept("uploading…");
            uploads = new Uploading(site, plan).measure(one);
        }
        if (plan.has(Figure.intake)) {
            say.accept("taking in records…");
            keep(Figure.intake, speed.intake());
        }
        if (plan.has(Figure.claim_result)) {
            say.accept("draining by claim and result…");
            keep(Figure.claim_result, drain(Story.CLAIM_RESULT, plan.runs(), List.of(one)));
        }
        if (plan.has(Figure.lifecycle)) {
            say.accept("draining by whole lifecycles…");
            keep(Figure.lifecycle, drain(Story.LIFECYCLE, plan.runs(), List.of(one)));
        }
    }

    private void calmly(URI one) throws Exception {
        if (plan.has(Figure.pickup)) {
            say.accept("picking up one at a time…");
            pickup = calm.pickup(one, one);
        }
        if (plan.has(Figure.followers)) {
            say.accept("following a log…");
            followers = calm.followers(one);
        }
        if (plan.has(Figure.heartbeat)) {
            say.accept("beating…");
            heartbeat = calm.heartbeats(one);
        }
    }

    private void grow(URI one) throws Exception {
        if (plan.has(Figure.queue)) {
            queue = new ArrayList<>();
            for (int queued : new int[] {Math.max(1, plan.runs() / 10), plan.runs(), 10 * plan.runs()}) {
                say.accept("draining a queue of %,d…".formatted(queued));
                Rate rate = drain(Story.CLAIM_RESULT, queued, List.of(one));
                queue.add(new Report.Queue(queued, rate.perSecond()));
            }
        }
        if (plan.has(Figure.pollers)) {
            say.accept("waiting with up to %,d idle runners…".formatted(plan.pollers()));
            pollers = calm.pollers(one);
        }
    }

    private void many(URI one) throws Exception {
        var builds = new KeptBuilds(site, plan);
        if (plan.has(Figure.overview)) {
            say.accept("looking at %,d builds…".formatted(10 * plan.runs()));
            overview = builds.overview(one);
        }
        if (plan.has(Figure.retention)) {
            say.accept("sweeping %,d builds…".formatted(plan.runs()));
            retention = builds.retention();
        }
    }

    private void compare(URI one) throws Exception {
        say.accept("starting the other replicas…");
        for (int i = 1; i < plan.replicas(); i++) {
            site.startReplica(SETTINGS);
        }
        List<URI> all = site.replicas().stream().map(Replica::url).toList();
        say.accept("warming up…");
        speed.warmUp(all.subList(1, all.size()));
        if (plan.has(Figure.pickup)) {
            say.accept("picking up at the other replica…");
            pickupOther = calm.pickup(one, all.get(1));
        }
        if (plan.has(Figure.replicas)) {
            say.accept("draining at one replica and at all…");
            double atOne = drain(Story.CLAIM_RESULT, plan.runs(), List.of(one)).perSecond();
            double atAll = drain(Story.CLAIM_RESULT, plan.runs(), all).perSecond();
            replicas = new Report.Replicas(plan.replicas(), atOne, atAll, atAll / atOne);
        }
    }

    private Rate drain(Story story, int queued, List<URI> urls) throws Exception {
        return speed.drain(story, queued, plan.limit(), urls);
    }

    private void keep(Figure figure, Rate rate) {
        perSecond.put(figure, rate.perSecond());
        cpu.put(figure.name(), rate.cpu());
    }

    private Report report(Surroundings before) throws Exception {
        Report.Growth growth = queue == null && pollers == null ? null : new Report.Growth(queue, ratio(), pollers);
        return new Report(
                before.conditions(ledger.version()),
                perSecond.get(Figure.submit),
                perSecond.get(Figure.intake),
                perSecond.get(Figure.claim_result),
                perSecond.get(Figure.lifecycle),
                reads,
                reports,
                uploads,
                overview,
                retention,
                pickup,
                pickupOther,
                heartbeat,
                growth,
                followers,
                replicas,
                cpu);
    }

    private @Nullable Double ratio() {
        return queue == null
                ? null
                : queue.getLast().claimResultPerS() / queue.getFirst().claimResultPerS();
    }
}

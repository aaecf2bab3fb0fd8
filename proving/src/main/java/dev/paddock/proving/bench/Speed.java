package dev.paddock.proving.bench;

import dev.paddock.proving.bench.gauge.Latencies;
import dev.paddock.proving.bench.gauge.Rate;
import dev.paddock.proving.bench.gauge.Window;
import dev.paddock.proving.bench.load.Crew;
import dev.paddock.proving.bench.load.Ledger;
import dev.paddock.proving.bench.load.NoOpRunners;
import dev.paddock.proving.bench.load.Reader;
import dev.paddock.proving.bench.load.ReportSender;
import dev.paddock.proving.bench.load.RowReader;
import dev.paddock.proving.bench.load.RunRequests;
import dev.paddock.proving.bench.load.Submitter;
import dev.paddock.proving.bench.load.bare.Bare;
import dev.paddock.proving.site.Site;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/// How much of something a site does in a second.
final class Speed {

    private static final int MOST_ROUNDS = 10;
    private static final double STILL_RISING = 1.05;
    private static final Duration LONGEST_WARM_UP = Duration.ofSeconds(120);

    // Counting rows takes a core some milliseconds, which are not to be measured.
    private static final Duration COUNTING = Duration.ofMillis(200);

    // A virtual machine compiles what reads them meanwhile.
    private static final int REPORTS_BEFORE = 5;
    private static final int MOST_REPORTS = 50;

    private final Site site;
    private final Ledger ledger;
    private final BenchPlan plan;

    Speed(Site site, Ledger ledger, BenchPlan plan) {
        this.site = site;
        this.ledger = ledger;
        this.plan = plan;
    }

    /// Submissions over HTTP by concurrent clients.
    Rate submit(URI url) throws Exception {
        ledger.fill("elsewhere", plan.runs());
        var clients = new ArrayList<Submitter>();
        try {
            for (int i = 0; i < BenchPlan.SUBMITTERS; i++) {
                clients.add(new Submitter(site, url, "submitted"));
            }
            try (var crew = Crew.start(clients)) {
                return new Window(plan.runs(), plan.limit()).watch(site, crew::done);
            }
        } finally {
            for (Submitter client : clients) {
                client.close();
            }
        }
    }

    /// One run, read by as many clients in three ways: over HTTP with a key, its row over HTTP from a server that does
    /// nothing else, and its row straight from the ledger.
    Report.Reads read(URI url) throws Exception {
        ledger.clear();
        String run;
        try (var submitter = new Submitter(site, url, "read")) {
            run = submitter.submit();
        }
        ledger.settle();
        double overHttp = steady(() -> Reader.ofRun(site, url, run));
        double bareRead;
        try (var bare = Bare.start(site)) {
            bareRead = steady(() -> Reader.ofRow(bare.url(), run));
        }
        double row = steady(() -> new RowReader(site, run));
        return new Report.Reads(overHttp, bareRead, overHttp / bareRead, row);
    }

    /// The rate of the best round; rounds follow until they get no faster, since each server compiles at first.
    private <R extends Crew.Step & AutoCloseable> double steady(Callable<R> open) throws Exception {
        double best = 0;
        long end = System.nanoTime() + LONGEST_WARM_UP.toNanos();
        boolean rises = true;
        while (rises && System.nanoTime() < end) {
            double rate = read(open);
            rises = rate > best * STILL_RISING;
            best = Math.max(best, rate);
        }
        return best;
    }

    private <R extends Crew.Step & AutoCloseable> double read(Callable<R> open) throws Exception {
        var readers = new ArrayList<R>();
        try {
            for (int i = 0; i < BenchPlan.READERS; i++) {
                readers.add(open.call());
            }
            try (var crew = Crew.start(readers)) {
                return new Window(Long.MAX_VALUE, plan.limit())
                        .watch(site, crew::done)
                        .perSecond();
            }
        } finally {
            for (R reader : readers) {
                reader.close();
            }
        }
    }

    /// Reports one after the other, by one client.
    Report.Reports reports(URI url) throws Exception {
        ledger.clear();
        try (var sender = new ReportSender(site, url)) {
            for (int i = 0; i < REPORTS_BEFORE; i++) {
                sender.send();
            }
            var latencies = new Latencies();
            long end = System.nanoTime() + plan.limit().toNanos();
            while (latencies.count() < 2 || (latencies.count() < MOST_REPORTS && System.nanoTime() < end)) {
                latencies.add(sender.send());
            }
            return new Report.Reports(latencies.percentileMs(50), latencies.percentileMs(99), latencies.count());
        }
    }

    /// A burst of records that becomes runs. A small burst before says how many fit into the time.
    Rate intake() throws Exception {
        try (var requests = new RunRequests(site)) {
            Rate trial = burst(requests, Math.clamp(plan.runs() / 10, 10, 1000));
            int fitting = (int) (trial.perSecond() * plan.limit().toMillis() / 1000);
            return burst(requests, Math.clamp(fitting, Math.min(10, plan.runs()), plan.runs()));
        }
    }

    private Rate burst(RunRequests requests, int count) throws Exception {
        ledger.fill("elsewhere", plan.runs());
        long before = ledger.runs();
        Window.Count takenIn = () -> ledger.runs() - before;
        // Twice the time: what is left over would disturb what is measured next.
        var window = new Window(count, plan.limit().multipliedBy(2), COUNTING);
        Thread sender = Thread.startVirtualThread(() -> requests.send(count, "taken-in"));
        Rate rate = window.watch(site, takenIn);
        sender.join();
        window.awaitAll(takenIn);
        return rate;
    }

    /// A queue of `queued` tasks, drained by the plan's runners at `urls`; short queues several times over.
    Rate drain(NoOpRunners.Story story, int queued, Duration limit, List<URI> urls) throws Exception {
        String lane = "drained";
        try (var runners = new NoOpRunners(site, plan.runners(), lane, urls)) {
            Rate all = drainOnce(runners, lane, story, queued, limit);
            boolean isShort = queued < plan.runs();
            for (int round = 1; isShort && round < MOST_ROUNDS && all.seconds() < limit.toMillis() / 1e3; round++) {
                all = all.plus(drainOnce(runners, lane, story, queued, limit));
            }
            return all;
        }
    }

    /// Drains until it gets no faster: the virtual machines go on compiling what they run for a minute and longer.
    void warmUp(List<URI> urls) throws Exception {
        drain(NoOpRunners.Story.LIFECYCLE, plan.runs(), plan.limit(), urls);
        double best = 0;
        long end = System.nanoTime() + LONGEST_WARM_UP.toNanos();
        boolean rises = true;
        while (rises && System.nanoTime() < end) {
            double rate = drain(NoOpRunners.Story.CLAIM_RESULT, plan.runs(), plan.limit(), urls)
                    .perSecond();
            rises = rate > best * STILL_RISING;
            best = Math.max(best, rate);
        }
    }

    private Rate drainOnce(NoOpRunners runners, String lane, NoOpRunners.Story story, int queued, Duration limit)
            throws Exception {
        ledger.fill(lane, queued);
        try (var crew = runners.start(story)) {
            return new Window(queued, limit).watch(site, crew::done);
        }
    }
}

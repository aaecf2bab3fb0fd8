package dev.paddock.proving.drill;

import dev.paddock.proving.drill.check.Checks;
import dev.paddock.proving.drill.check.Invariant;
import dev.paddock.proving.drill.check.Violation;
import dev.paddock.proving.drill.fault.Fault;
import dev.paddock.proving.drill.fault.Trial;
import dev.paddock.proving.drill.fault.ledger.LedgerDiskFull;
import dev.paddock.proving.drill.load.Load;
import dev.paddock.proving.drill.stage.Pace;
import dev.paddock.proving.drill.stage.Stage;
import dev.paddock.proving.site.Replica;
import dev.paddock.proving.site.Site;
import dev.paddock.proving.site.SmallDisk;
import dev.paddock.standalone.Layout;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/// Breaks a live stack in every way of the table, one after the other, under a load that goes on.
public final class Drill {

    private static final int SIMULATED = 3;
    private static final int AGENTS = 2;

    /// More than an hour of the load needs; a file with holes, so no more than is used.
    private static final int LEDGER_MEGABYTES = 4096;

    private static final long SHORTEST = 100;
    private static final long LONGEST = 600;
    private static final int CANCELLED = 12;
    private static final Load.Rate SIMULATED_LOAD = new Load.Rate(6, Duration.ofMillis(300), CANCELLED);

    /// Where all else is ten times as often, so that what recovers is not what the machine takes for the load.
    private static final Load.Rate BRIEF_LOAD = new Load.Rate(3, Duration.ofMillis(600), CANCELLED);
    private static final Load.Rate REAL_LOAD = new Load.Rate(1, Duration.ofSeconds(8), 0);

    private final Layout layout;
    private final Plan plan;
    private final Consumer<String> progress;
    private final Map<String, Row> rows = new LinkedHashMap<>();

    /// What to do.
    ///
    /// @param seed of the order of faults, their victims and moments
    /// @param faults each is tried
    /// @param longer how long to go on with random faults
    /// @param containers where agents run reviewers: `docker` or `process`
    public record Plan(long seed, List<Fault> faults, Duration longer, Pace pace, String containers) {}

    /// @param progress is told what happens
    public Drill(Layout layout, Plan plan, Consumer<String> progress) {
        this.layout = layout;
        this.plan = plan;
        this.progress = progress;
        plan.faults().forEach(fault -> rows.put(fault.name(), new Row(fault.name())));
    }

    /// @param folder empty; stays as it is left
    public Report run(Path folder) throws Exception {
        long begun = System.nanoTime();
        progress.accept("seed " + plan.seed() + ", " + plan.pace());
        try (Site site = open(folder);
                Stage stage = new Stage(site, plan.pace(), plan.containers(), plan.seed());
                Checks checks = new Checks(stage, layout)) {
            for (int i = 0; i < SIMULATED; i++) {
                stage.cast().startSimulated(plan.seed() + i);
            }
            for (int i = 0; i < AGENTS; i++) {
                stage.cast().startAgent("agent-" + i, Map.of());
            }
            stage.warmUp();
            progress.accept("ready; beyond what the product takes, this machine gets %.1f s"
                    .formatted(stage.pace().slack().toMillis() / 1000.0));
            Random works = new Random(plan.seed());
            Load.Rate rate = plan.pace().divisor() == 1 ? SIMULATED_LOAD : BRIEF_LOAD;
            try (Load simulated = load(stage, rate, () -> stage.submitWork(work(works)));
                    Load real = load(
                            stage,
                            REAL_LOAD,
                            () -> stage.submitReal(stage.repository().light()))) {
                everyFault(stage, checks);
                randomFaults(stage, checks);
            }
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            return report(stage.promises().size(), checks.repeatedEvents(), took);
        }
    }

    /// Its ledger has a disk of its own where that can be, so that it can be full.
    private Site open(Path folder) throws IOException, InterruptedException {
        boolean wanted = plan.faults().stream().anyMatch(fault -> fault.name().equals(LedgerDiskFull.NAME));
        return wanted && SmallDisk.obstacle().isEmpty()
                ? Site.open(layout, folder, LEDGER_MEGABYTES)
                : Site.open(layout, folder);
    }

    private Load load(Stage stage, Load.Rate rate, Load.Submission submission) {
        List<URI> replicas = stage.replicas().stream().map(Replica::url).toList();
        return Load.start(rate, submission, new Load.Place(stage.api(), replicas, stage.submissions()), plan.seed());
    }

    private static Duration work(Random random) {
        return Duration.ofMillis(SHORTEST + random.nextLong(LONGEST - SHORTEST));
    }

    private void everyFault(Stage stage, Checks checks) throws Exception {
        List<Fault> order = new ArrayList<>(plan.faults());
        Collections.shuffle(order, new Random(plan.seed()));
        for (Fault fault : order) {
            var obstacle = fault.obstacle(stage);
            if (obstacle.isPresent()) {
                row(fault).notTried(obstacle.get());
                progress.accept(fault.name() + ": not tried: " + obstacle.get());
            }
            for (int i = 0; obstacle.isEmpty() && i < fault.tries(); i++) {
                attempt(stage, checks, fault);
            }
        }
    }

    private void randomFaults(Stage stage, Checks checks) throws Exception {
        Random random = new Random(~plan.seed());
        long end = System.nanoTime() + plan.longer().toNanos();
        List<Fault> possible = plan.faults().stream()
                .filter(fault -> fault.obstacle(stage).isEmpty())
                .toList();
        while (System.nanoTime() < end && !possible.isEmpty()) {
            attempt(stage, checks, possible.get(random.nextInt(possible.size())));
        }
    }

    private void attempt(Stage stage, Checks checks, Fault fault) throws Exception {
        Row row = row(fault);
        Trial trial = new Trial(
                row.line().tries(),
                new Random(
                        plan.seed() + 31L * fault.name().hashCode() + row.line().tries()),
                checks.work());
        long begun = System.nanoTime();
        List<Violation> found = new ArrayList<>();
        try {
            fault.inject(stage, trial);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            // Whatever it was, the other faults are tried, and the table says so.
            found.add(Violation.of(Invariant.EXPECTED, "the fault could not be tried to its end: " + e));
        }
        Checks.Findings findings = checks.look(System.nanoTime());
        found.addAll(trial.violations());
        found.addAll(findings.violations());
        Duration recovery = trial.recovery() == null ? findings.drained() : trial.recovery();
        row.tried(recovery, found);
        progress.accept("%s: %s after %.1f s, recovered in %.1f s, drained in %.1f s"
                .formatted(
                        fault.name(),
                        found.isEmpty() ? "held" : "VIOLATED",
                        (System.nanoTime() - begun) / 1e9,
                        recovery.toMillis() / 1000.0,
                        findings.drained().toMillis() / 1000.0));
        found.forEach(violation -> progress.accept("  " + violation.invariant() + ": " + violation.sentence()));
    }

    private Row row(Fault fault) {
        return rows.computeIfAbsent(fault.name(), Row::new);
    }

    private Report report(int runs, int repeated, Duration took) {
        boolean held = rows.values().stream().noneMatch(Row::isViolated);
        List<Row.Line> lines = rows.values().stream().map(Row::line).toList();
        return new Report(
                plan.seed(),
                plan.pace().toString(),
                plan.containers(),
                runs,
                repeated,
                took.toMillis() / 1000.0,
                held,
                lines);
    }
}

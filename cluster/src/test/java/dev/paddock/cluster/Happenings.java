package dev.paddock.cluster;

import dev.paddock.proving.drill.stage.Wait;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// What happens to the containers.
///
/// @param load of which runs are, that are in work when it happens
record Happenings(Cluster cluster, Load load, Inspection inspection) {

    private static final Duration IN_ORDER = Duration.ofSeconds(60);

    /// Streams end with the proxy that serves them, so it is not waited for.
    private static final Duration PROXY = Duration.ofSeconds(2);

    private static final Duration CLAIMED = Duration.ofSeconds(90);
    private static final Duration GONE = Duration.ofSeconds(30);

    /// Those that have a connection to PostgreSQL wait longest.
    private static final Duration STILL = Duration.ofSeconds(40);

    private static final int BURST = 12;

    /// Every part is stopped in order and started again, one after the other.
    void rollingRestart() throws Exception {
        for (Part part : cluster.parts("control-plane")) {
            restart(part);
        }
        for (Part runner : cluster.parts("runner")) {
            cluster.client().drain(runner.name(), true);
            inspection.expect(
                    IN_ORDER, () -> live(runner).isEmpty(), runner.name() + " drains and still has tasks, not none");
            restart(runner);
            cluster.client().drain(runner.name(), false);
        }
        for (String service : List.of("kafka", "postgres", "s3")) {
            restart(cluster.part(service));
        }
        cluster.answers().mayBreak(true);
        Part proxy = cluster.part("proxy");
        proxy.stop(PROXY);
        proxy.start();
        cluster.answers().mayBreak(false);
    }

    private void restart(Part part) throws InterruptedException {
        long begun = System.nanoTime();
        inspection.expect(part.stop(IN_ORDER), part.name() + " had to be killed after " + IN_ORDER.toSeconds() + " s");
        long stopped = System.nanoTime();
        part.start();
        System.err.printf(
                "cluster: %s stopped in %.1f s and ready again in %.1f s%n",
                part.name(), (stopped - begun) / 1e9, (System.nanoTime() - stopped) / 1e9);
    }

    /// SIGKILL to a control plane while it takes in runs and hands them out.
    void killControlPlane() throws InterruptedException {
        Part victim = cluster.part("control-plane-1");
        List<Thread> burst = burst(number -> load.submit("short"));
        victim.kill();
        join(burst);
        victim.start();
    }

    /// Makes calls all at once, each on a connection of its own.
    private static List<Thread> burst(Call call) {
        List<Thread> burst = new ArrayList<>();
        for (int i = 0; i < BURST; i++) {
            int number = i;
            burst.add(Thread.ofVirtual().start(() -> {
                try {
                    call.make(number);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        return burst;
    }

    /// One call of a burst, by its number from 0.
    private interface Call {
        void make(int number) throws InterruptedException;
    }

    private static void join(List<Thread> threads) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /// SIGTERM to a runner in mid-review: it ends what it has first.
    void stopBusyRunner() throws Exception {
        Part runner = cluster.part("runner-1");
        List<String> runs = occupy(runner);
        inspection.expect(!runs.isEmpty(), runner.name() + " got no review");
        restart(runner);
        for (String run : runs) {
            List<String> by = cluster.texts("select runner_id from task where run_id = ? and state = 'succeeded'", run);
            inspection.expect(
                    by.equals(List.of(runner.name())),
                    runner.name() + " was stopped in order and did not end " + run + ", but " + by);
        }
    }

    /// SIGKILL to a runner in mid-review.
    void killRunner() throws Exception {
        Part victim = cluster.part("runner-1");
        List<String> tasks = lose(victim, Part::kill);
        victim.start();
        expectRemoved(victim, tasks);
    }

    /// A runner stands still until its lease is over, and goes on.
    void pauseRunner() throws Exception {
        Part victim = cluster.part("runner-2");
        List<String> tasks = lose(victim, Part::pause);
        victim.resume();
        expectRemoved(victim, tasks);
    }

    /// A runner is off the network until its lease is over.
    void cutOffRunner() throws Exception {
        Part victim = cluster.part("runner-3");
        List<String> tasks = lose(victim, Part::cutOff);
        // It does not wait for the network.
        expectRemoved(victim, tasks);
        victim.reconnect();
        victim.awaitReady();
    }

    /// Has it happen to a runner in mid-review, and waits until others have what it had; its tasks.
    private List<String> lose(Part victim, Consumer<Part> fault) throws Exception {
        List<String> runs = occupy(victim);
        List<String> tasks = live(victim);
        fault.accept(victim);
        inspection.expect(!runs.isEmpty(), victim.name() + " got no review");
        inspection.expect(
                cluster.pace().elsewhere(),
                () -> areElsewhere(victim, runs),
                "what " + victim.name() + " had was not all elsewhere: " + runs);
        return tasks;
    }

    /// A control plane stands still, and goes on.
    void pauseControlPlane() throws InterruptedException {
        Part victim = cluster.part("control-plane-2");
        expectServiceWithout(victim, Part::pause);
        victim.resume();
        victim.awaitReady();
    }

    /// PostgreSQL stands still until a client is told to come again, and goes on.
    void pauseLedger() throws InterruptedException {
        Part ledger = cluster.part("postgres");
        long before = cluster.answers().times("503");
        ledger.pause();
        inspection.expect(
                STILL,
                () -> cluster.answers().times("503") > before,
                "nobody was told to come again while PostgreSQL stood still");
        ledger.resume();
        for (Part part : cluster.parts("control-plane")) {
            part.awaitReady();
        }
    }

    /// A control plane is off the network for a while, and what it was asked last never arrives.
    void cutOffControlPlane() throws Exception {
        Part victim = cluster.part("control-plane-1");
        // They find nothing to do, and so make nobody wait.
        List<String> ended =
                cluster.texts("select id from run where completed_at is not null and branch like ?", "short/%");
        List<Thread> burst = burst(number -> cluster.client().cancel(ended.get(number)));
        expectServiceWithout(victim, Part::cutOff);
        join(burst);
        victim.reconnect();
        victim.awaitReady();
    }

    /// Once the proxy has noticed.
    private void expectServiceWithout(Part without, Consumer<Part> fault) throws InterruptedException {
        Part proxy = cluster.part("proxy");
        Pattern down = Pattern.compile("/" + without.name() + "\\b.*\\bDOWN\\b");
        Instant since = Instant.now();
        fault.accept(without);
        inspection.expect(
                GONE, () -> proxy.hasSaid(down, since), "the proxy did not notice that " + without.name() + " is away");
        String run = load.submit("short");
        inspection.expect(
                cluster.pace().drained(), () -> load.isOver(run), "a run did not end without " + without.name());
    }

    private void expectRemoved(Part victim, List<String> tasks) throws InterruptedException {
        inspection.expect(
                GONE, () -> Engine.hasNone(tasks), "containers of " + victim.name() + " were not removed: " + tasks);
    }

    private boolean areElsewhere(Part victim, List<String> runs) throws SQLException {
        for (String run : runs) {
            String holder = String.join("", cluster.texts("""
                    select case when run.completed_at is not null then 'ended' else coalesce((select runner_id
                        from task where run_id = run.id and finished_at is null and confirmed_at is not null), '') end
                    from run where id = ?
                    """, run));
            if (List.of("", victim.name()).contains(holder)) {
                return false;
            }
        }
        return true;
    }

    /// The tasks of a runner that are not over.
    private List<String> live(Part runner) throws SQLException {
        return cluster.texts("select id::text from task where runner_id = ? and finished_at is null", runner.name());
    }

    /// Submits long reviews until `runner` has some; the runs.
    private List<String> occupy(Part runner) throws InterruptedException {
        var held = new AtomicReference<List<String>>(List.of());
        Wait.until(CLAIMED, () -> {
            String run = load.submit("long");
            Wait.until(cluster.pace().drained(), () -> !cluster.texts("""
                    select id::text from task where run_id = ? and (state = 'reviewing' or finished_at is not null)
                    """, run).isEmpty());
            held.set(cluster.texts("""
                    select run_id from task join run on run.id = run_id
                    where runner_id = ? and state = 'reviewing' and branch like 'long/%'
                    """, runner.name()));
            return !held.get().isEmpty();
        });
        return held.get();
    }
}

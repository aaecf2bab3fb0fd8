package dev.paddock.proving.drill.stage;

import dev.paddock.proving.drill.net.TcpProxy;
import dev.paddock.proving.drill.runner.RunnerMain;
import dev.paddock.proving.site.Program;
import dev.paddock.proving.site.Site;
import dev.paddock.standalone.CouldNotRun;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// The runners of a stage: simulated ones whose every step is written down, and real agents, each behind a network of
/// its own.
public final class Cast implements AutoCloseable {

    private static final int SLOTS = 4;
    private static final Duration START = Duration.ofSeconds(120);

    /// What runners get to hand back what they hold.
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Site site;
    private final List<URI> servers;
    private final String containers;
    private final Path journals;
    private final List<Runner> simulated = new ArrayList<>();
    private final List<Runner> agents = new ArrayList<>();
    private final AtomicInteger crowds = new AtomicInteger();
    private final List<TcpProxy> networks = new ArrayList<>();

    Cast(Site site, List<URI> servers, String containers) throws IOException {
        this.site = site;
        this.servers = servers;
        this.containers = containers;
        this.journals = Files.createDirectories(site.data().resolve("journals"));
    }

    /// Starts another simulated runner.
    public Runner startSimulated(long seed) throws InterruptedException {
        int number = simulated.size();
        TcpProxy network = network(number);
        Runner runner =
                start(orders("simulated-" + number, network, 1, SLOTS, seed, Stage.SIMULATED), network, Map.of());
        simulated.add(runner);
        awaitRegistration(runner.id(), runner.program(), List.of());
        return runner;
    }

    /// Starts a process of several simulated runners with a tag of their own; it is the caller's to stop.
    public Runner startCrowd(Crowd crowd, long seed) throws InterruptedException {
        String id = crowd.id() + "-" + crowds.incrementAndGet();
        var orders = orders(id, crowd.network(), crowd.runners(), crowd.slots(), seed, crowd.tag());
        Runner runner = start(orders, crowd.network(), crowd.environment());
        awaitRegistration(crowd.runners() == 1 ? id : id + "-0", runner.program(), List.of());
        return runner;
    }

    /// Simulated runners that are started for one fault.
    ///
    /// @param runners in one process
    /// @param slots of each
    public record Crowd(
            String id, String tag, int runners, int slots, TcpProxy network, Map<String, String> environment) {}

    private RunnerMain.Orders orders(String id, TcpProxy network, int runners, int slots, long seed, String tag) {
        return new RunnerMain.Orders(
                network.url(), site.runnerKeyFile(), id, runners, slots, tag, journals.resolve(id + ".journal"), seed);
    }

    private Runner start(RunnerMain.Orders orders, TcpProxy network, Map<String, String> environment) {
        String id = orders.id();
        Program program = site.program(id, "drill-runner", RunnerMain.class, orders.arguments(), environment);
        program.start();
        return new Runner(id, program, network);
    }

    /// Starts another real agent.
    ///
    /// @param settings beside the usual ones
    public Runner startAgent(String id, Map<String, String> settings) throws InterruptedException {
        TcpProxy network = network(agents.size());
        var all = new HashMap<>(settings);
        all.put("PADDOCK_RUNNER_CONTAINERS", containers);
        all.putIfAbsent("PADDOCK_RUNNER_TAGS", Stage.REAL);
        // One that reviews can still take what another one leaves behind.
        all.putIfAbsent("PADDOCK_RUNNER_SLOTS", "2");
        Runner agent = new Runner(id, site.startAgent(id, network.url(), all), network);
        agents.add(agent);
        awaitRegistration(agent.id(), agent.program(), List.of());
        return agent;
    }

    /// Starts an agent for one fault, which is the caller's to stop; no load is for it.
    public Program startAgentApart(String id, Map<String, String> settings) throws InterruptedException {
        List<String> before = registrations(id);
        var all = new HashMap<>(settings);
        all.put("PADDOCK_RUNNER_CONTAINERS", containers);
        Program program = site.startAgent(id, network(0).url(), all);
        awaitRegistration(id, program, before);
        return program;
    }

    /// A way to the control plane that prefers the replica of this number.
    public TcpProxy network(int preferred) {
        TcpProxy network = new TcpProxy(preferred % 2 == 1 ? servers.reversed() : servers);
        networks.add(network);
        return network;
    }

    /// Starts a runner that was killed, and returns when it has registered.
    public void restart(Runner runner) throws InterruptedException {
        List<String> before = registrations(runner.id());
        runner.program().start();
        awaitRegistration(runner.id(), runner.program(), before);
    }

    private void awaitRegistration(String id, Program program, List<String> before) throws InterruptedException {
        if (!Wait.until(START, () -> !registrations(id).equals(before))) {
            throw new CouldNotRun("The runner %s did not register within %d s; see %s."
                    .formatted(id, START.toSeconds(), program.log()));
        }
    }

    private List<String> registrations(String id) {
        try {
            return site.database().texts("select session from runner where id = ?", id);
        } catch (SQLException e) {
            throw new IllegalStateException("the ledger cannot be asked", e);
        }
    }

    public List<Runner> simulated() {
        return List.copyOf(simulated);
    }

    public List<Runner> agents() {
        return List.copyOf(agents);
    }

    /// The folder of what the simulated runners wrote down.
    public Path journals() {
        return journals;
    }

    /// Whether agents run reviewers in containers.
    public boolean hasContainers() {
        return containers.equals("docker");
    }

    @Override
    public void close() {
        List<Program> runners = Stream.concat(simulated.stream(), agents.stream())
                .map(Runner::program)
                .filter(Program::isAlive)
                .toList();
        runners.forEach(Program::resume);
        runners.forEach(Program::terminate);
        try {
            for (Program runner : runners) {
                runner.stop(PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        networks.forEach(TcpProxy::close);
    }
}

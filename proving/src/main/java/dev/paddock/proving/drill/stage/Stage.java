package dev.paddock.proving.drill.stage;

import dev.paddock.proving.drill.load.Api;
import dev.paddock.proving.drill.load.Promises;
import dev.paddock.proving.drill.load.Submissions;
import dev.paddock.proving.drill.net.TcpProxy;
import dev.paddock.proving.drill.runner.RunnerMain;
import dev.paddock.proving.drill.runner.Script;
import dev.paddock.proving.site.Program;
import dev.paddock.proving.site.Replica;
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
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// What is broken: a site with two replicas, simulated runners whose every step is written down, and real agents,
/// each behind a network of its own.
public final class Stage implements AutoCloseable {

    /// The tag of simulated runners, and of the runs for them.
    public static final String SIMULATED = "simulated";

    /// The tag of real agents, and of the runs for them.
    public static final String REAL = "real";

    /// An agent without tags of its own: its runs say which runners they want.
    private static final String ANY = "any";

    private static final int SLOTS = 4;
    private static final int WARM_UP = 8;
    private static final Duration START = Duration.ofSeconds(120);
    private static final int MAX_ATTEMPTS = 20;

    /// What runners get to hand back what they hold.
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Site site;
    private volatile Pace pace;
    private final String containers;
    private final SampleRepository repository;
    private final Path journals;
    private final List<Runner> simulated = new ArrayList<>();
    private final List<Runner> agents = new ArrayList<>();
    private final AtomicInteger crowds = new AtomicInteger();
    private final List<TcpProxy> networks = new ArrayList<>();
    private final Promises promises = new Promises();
    private final ConcurrentLinkedQueue<String> complaints = new ConcurrentLinkedQueue<>();
    private final Api api;
    private final Submissions submissions;

    /// Starts replicas on an open site, and knows how to start runners.
    ///
    /// @param containers where agents run reviewers: `docker` or `process`
    public Stage(Site site, Pace pace, String containers, long seed) throws InterruptedException, IOException {
        this.site = site;
        this.pace = pace;
        this.containers = containers;
        this.journals = Files.createDirectories(site.data().resolve("journals"));
        this.repository = SampleRepository.make(site.data().resolve("repository"), new Random(seed));
        Replica first = site.replica(pace.settings());
        Replica second = site.replica(pace.settings());
        first.start();
        second.start();
        this.api = new Api(site.adminKey(), complaints::add);
        this.submissions = new Submissions(api, List.of(first.url(), second.url()), promises, complaints::add);
        register(first.url());
    }

    /// Waits until all runners are there, then measures how fast the machine is while nothing is broken.
    public void warmUp() throws InterruptedException {
        Duration worst = Duration.ZERO;
        for (int i = 0; i < WARM_UP; i++) {
            long begun = System.nanoTime();
            String run = submitWork(Duration.ZERO);
            if (!Wait.until(
                    START,
                    () -> api.get(replicas().getFirst().url(), "/v1/runs/" + run)
                            .text("status")
                            .equals("success"))) {
                throw new CouldNotRun("The first run did not end within " + START.toSeconds() + " s; see "
                        + site.data().resolve("logs") + ".");
            }
            // The first ones find everything cold.
            worst = i < WARM_UP / 2 || worst.compareTo(Wait.since(begun)) > 0 ? worst : Wait.since(begun);
        }
        pace = pace.on(worst);
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

    private void register(URI server) throws IOException, InterruptedException {
        expectOk(api.post(server, "/v1/repositories", Map.of("clone_url", repository.url()), null));
        for (String tag : List.of(SIMULATED, REAL, ANY)) {
            // What is killed again and again must not use up its attempts.
            var agent = new HashMap<String, Object>(Map.of("name", "drill-" + tag, "max_attempts", MAX_ATTEMPTS));
            agent.put("image", "paddock/reviewer:latest");
            agent.put("tags", tag.equals(ANY) ? List.of() : List.of(tag));
            expectOk(api.post(server, "/v1/agents", agent, null));
        }
    }

    private static void expectOk(Api.Answer answer) {
        if (!answer.isOk()) {
            throw new IllegalStateException("the stage is refused: " + answer.status() + " " + answer.body());
        }
    }

    /// Starts another simulated runner.
    public Runner startSimulated(long seed) throws InterruptedException {
        int number = simulated.size();
        TcpProxy network = network(number);
        Runner runner = start(orders("simulated-" + number, network, 1, SLOTS, seed, SIMULATED), network, Map.of());
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
        all.putIfAbsent("PADDOCK_RUNNER_TAGS", REAL);
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
        List<URI> urls = new ArrayList<>(replicas().stream().map(Replica::url).toList());
        if (preferred % 2 == 1) {
            urls = urls.reversed();
        }
        TcpProxy network = new TcpProxy(urls);
        networks.add(network);
        return network;
    }

    /// Submits a run that takes a simulated runner `work`; its id.
    public String submitWork(Duration work) throws InterruptedException {
        return submissions.submit(simulatedRun(), number -> Script.work(work, number));
    }

    /// The body of a run for simulated runners, but for its branch.
    public Map<String, Object> simulatedRun() {
        return run(SIMULATED, repository.light());
    }

    /// The body of a run for the runners that have `tag` alone, but for its branch.
    public Map<String, Object> runFor(String tag) {
        var run = new HashMap<>(run(ANY, repository.light()));
        run.put("tags", List.of(tag));
        return run;
    }

    /// Submits a run for a real agent; its id.
    public String submitReal(String commit) throws InterruptedException {
        return submissions.submit(run(REAL, commit), number -> "real/" + number);
    }

    private Map<String, Object> run(String tag, String commit) {
        return Map.of("repository", repository.url(), "agent_id", "drill-" + tag, "commit", commit, "scope", "all");
    }

    public Site site() {
        return site;
    }

    public Pace pace() {
        return pace;
    }

    public Api api() {
        return api;
    }

    public Promises promises() {
        return promises;
    }

    public Submissions submissions() {
        return submissions;
    }

    public SampleRepository repository() {
        return repository;
    }

    /// The first two of the site.
    public List<Replica> replicas() {
        return site.replicas().subList(0, 2);
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

    /// What clients were answered that no client should be, since the last time this was asked.
    public List<String> takeComplaints() {
        List<String> taken = new ArrayList<>();
        for (String next = complaints.poll(); next != null; next = complaints.poll()) {
            taken.add(next);
        }
        return taken;
    }

    @Override
    public void close() {
        api.close();
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

package dev.paddock.proving.drill.stage;

import dev.paddock.proving.drill.load.Api;
import dev.paddock.proving.drill.load.Promises;
import dev.paddock.proving.drill.load.Submissions;
import dev.paddock.proving.drill.runner.Script;
import dev.paddock.proving.site.Replica;
import dev.paddock.proving.site.Site;
import dev.paddock.standalone.CouldNotRun;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;

/// What is broken: a site with two replicas, the [Cast] of runners, and the runs that they are given.
public final class Stage implements AutoCloseable {

    /// The tag of simulated runners, and of the runs for them.
    public static final String SIMULATED = "simulated";

    /// The tag of real agents, and of the runs for them.
    public static final String REAL = "real";

    /// An agent without tags of its own: its runs say which runners they want.
    private static final String ANY = "any";

    private static final int WARM_UP = 8;
    private static final Duration START = Duration.ofSeconds(120);
    private static final int MAX_ATTEMPTS = 20;

    private final Site site;
    private volatile Pace pace;
    private final SampleRepository repository;
    private final Cast cast;
    private final Promises promises = new Promises();
    private final ConcurrentLinkedQueue<String> complaints = new ConcurrentLinkedQueue<>();
    private final Api api;
    private final Submissions submissions;

    /// Starts replicas on an open site; runners are not started yet.
    ///
    /// @param containers where agents run reviewers: `docker` or `process`
    public Stage(Site site, Pace pace, String containers, long seed) throws InterruptedException, IOException {
        this.site = site;
        this.pace = pace;
        this.repository = SampleRepository.make(site.data().resolve("repository"), new Random(seed));
        Replica first = site.replica(pace.settings());
        Replica second = site.replica(pace.settings());
        first.start();
        second.start();
        this.cast = new Cast(site, replicas().stream().map(Replica::url).toList(), containers);
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

    /// The runners.
    public Cast cast() {
        return cast;
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
        cast.close();
    }
}

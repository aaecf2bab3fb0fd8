package dev.paddock.controlplane.simulation;

import dev.paddock.controlplane.claim.ClaimingReplica.Poll;
import dev.paddock.controlplane.run.TaskState;
import dev.paddock.model.task.TaskPhase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Chooses steps by chance, mostly such that may work, sometimes such that must not. Each story has its own liking for
/// some kinds of them, so that some go deep where others go wide.
final class Chooser {

    private static final int MOST_OPEN = 10;
    private static final List<Integer> LIKINGS = List.of(0, 1, 1, 2, 5);
    private static final List<Integer> SECONDS = List.of(1, 4, 6, 14, 20, 29, 31, 44, 46, 59, 60, 61);

    /// Whom a story is about.
    record Cast(List<String> agents, List<String> repositories, List<String> keys, String prefix) {}

    private final Random random;
    private final Cast cast;
    private final List<Supplier<Optional<? extends Step>>> kinds = new ArrayList<>();
    private final List<Supplier<Optional<? extends Step>>> racers = new ArrayList<>();
    private final List<Step.Request> keyed = new ArrayList<>();
    /// Steps that somebody means to make one after the other, whatever others do in between.
    private final Deque<Supplier<Optional<? extends Step>>> plan = new ArrayDeque<>();
    private World world;
    /// What a race is about; null = anything.
    private @Nullable Review focus;

    Chooser(Random random, World world, Cast cast) {
        this.random = random;
        this.world = world;
        this.cast = cast;
        List<Supplier<Optional<? extends Step>>> ofOne =
                List.of(this::cancel, this::phase, this::beat, this::result, this::result, this::handBack, this::sweep);
        racers.addAll(ofOne);
        racers.addAll(List.of(this::submit, this::claim, this::claim, this::look, this::freed, this::change));
        racers.addAll(List.of(this::register, this::deregister, this::drain));
        racers.forEach(kind -> like(kind, of(LIKINGS)));
        like(this::submit, 3);
        like(this::claim, 4);
        like(this::phase, 1);
        like(this::sweep, 1);
        like(this::register, 1);
        like(this::orders, 1);
        like(this::pass, 4);
        like(this::race, 4);
        like(this::rush, 1);
        like(this::insist, of(List.of(0, 1, 1, 2)));
    }

    private void like(Supplier<Optional<? extends Step>> kind, int times) {
        kinds.addAll(Collections.nCopies(times, kind));
    }

    /// The next step of a story that has come so far.
    Step next(World sofar) {
        world = sofar;
        focus = null;
        while (!plan.isEmpty() && nearlyAlways()) {
            Optional<? extends Step> meant = plan.remove().get();
            if (meant.isPresent()) {
                return meant.get();
            }
        }
        return one(kinds);
    }

    private Step one(List<Supplier<Optional<? extends Step>>> from) {
        while (true) {
            Optional<? extends Step> step = of(from).get();
            if (step.isPresent()) {
                return step.get();
            }
        }
    }

    private <T> T of(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private boolean mostly() {
        return random.nextInt(8) > 0;
    }

    private boolean rarely() {
        return random.nextInt(8) == 0;
    }

    private boolean nearlyAlways() {
        return random.nextInt(64) > 0;
    }

    private boolean hardlyEver() {
        return random.nextInt(64) == 0;
    }

    private Optional<Step> submit() {
        if (world.openRuns().count() >= MOST_OPEN) {
            return Optional.empty();
        }
        List<Step.Request> requests = new ArrayList<>();
        for (int i = random.nextInt(4) == 0 ? 2 : 1; i > 0; i--) {
            requests.add(request());
        }
        return Optional.of(new Step.Submit(requests));
    }

    private Step.Request request() {
        if (!keyed.isEmpty() && rarely()) {
            Step.Request before = of(keyed);
            return mostly() ? before : new Step.Request(asked(), before.key());
        }
        Step.Request request = new Step.Request(asked(), rarely() ? cast.prefix() + "key-" + keyed.size() : null);
        if (request.key() != null) {
            keyed.add(request);
        }
        return request;
    }

    private Review.Asked asked() {
        int agent = random.nextInt(cast.agents().size());
        return new Review.Asked(
                cast.agents().get(agent),
                of(cast.repositories()),
                random.nextInt(3) == 0 ? of(List.of("deploy", "nightly")) : null,
                random.nextInt(3) == 0 ? 1 + random.nextInt(2) : null,
                cast.prefix() + of(List.of("linux", "linux", "gpu")),
                random.nextInt(3),
                rarely() ? world.now.plusMillis(1 + random.nextInt(100_000)) : null,
                Simulation.MAX_ATTEMPTS.get(agent),
                Simulation.TIMEOUT_SECONDS);
    }

    private Optional<Step> cancel() {
        List<Review> open = world.openRuns().toList();
        return focusOr(mostly() ? open : List.copyOf(world.runs.values())).map(run -> new Step.Cancel(run.id));
    }

    private Optional<Review> focusOr(List<Review> runs) {
        return focus != null && mostly()
                ? Optional.ofNullable(world.runs.get(focus.id))
                : runs.isEmpty() ? Optional.empty() : Optional.of(of(runs));
    }

    private Optional<Step> claim() {
        List<String> ids = new ArrayList<>(world.runners.keySet());
        Collections.shuffle(ids, random);
        List<Poll> polls = new ArrayList<>();
        int most = Math.min(ids.size(), focus == null ? 1 + random.nextInt(3) : 1);
        for (String id : ids.subList(0, most)) {
            World.Runner runner = world.runner(id);
            polls.add(new Poll(
                    id,
                    nearlyAlways() ? runner.keyId() : of(cast.keys()),
                    mostly() ? runner.session() : "process-of-old",
                    1 + random.nextInt(3)));
        }
        return polls.isEmpty() ? Optional.empty() : Optional.of(new Step.Claim(random.nextInt(2), polls));
    }

    /// Attempts that some runner was given: mostly one that it may still work on.
    private Optional<Attempt> given() {
        List<Attempt> all = world.runs.values().stream()
                .flatMap(run -> run.attempts.stream())
                .filter(attempt -> attempt.id != null)
                .toList();
        List<Attempt> live =
                all.stream().filter(attempt -> attempt.state.isLive()).toList();
        if (focus != null && mostly()) {
            return focus.attempts.stream().filter(attempt -> attempt.id != null).reduce((older, newer) -> newer);
        }
        List<Attempt> from = live.isEmpty() || hardlyEver() ? all : mostly() ? live : all;
        return from.isEmpty() ? Optional.empty() : Optional.of(of(from));
    }

    private String runOf(Attempt attempt) {
        return world.runs.values().stream()
                .filter(run -> run.attempts.stream().anyMatch(any -> Objects.equals(any.id, attempt.id)))
                .findFirst()
                .orElseThrow()
                .id;
    }

    private static UUID idOf(Attempt attempt) {
        return Objects.requireNonNull(attempt.id);
    }

    private String keyFor(Attempt attempt) {
        return nearlyAlways() ? Objects.requireNonNull(world.keyOf(attempt)) : of(cast.keys());
    }

    private Optional<Step> phase() {
        return given().map(attempt ->
                new Step.Phase(runOf(attempt), idOf(attempt), of(List.of(TaskPhase.values())), keyFor(attempt)));
    }

    private Optional<Step> beat() {
        if (world.runners.isEmpty()) {
            return Optional.empty();
        }
        Optional<Attempt> about = given();
        String id = about.isPresent() && mostly()
                ? Objects.requireNonNull(about.get().runner)
                : of(List.copyOf(world.runners.keySet()));
        List<UUID> named = new ArrayList<>();
        world.heldBy(id).map(World::openOf).filter(held -> mostly()).forEach(held -> named.add(idOf(held)));
        about.map(Chooser::idOf).filter(task -> !named.contains(task)).ifPresent(named::add);
        String key = nearlyAlways() ? world.runner(id).keyId() : of(cast.keys());
        boolean unnamed = random.nextInt(4) == 0;
        return Optional.of(
                new Step.Beat(id, key, rarely(), unnamed ? random.nextInt(3) : named.size(), unnamed ? null : named));
    }

    private Optional<Step> result() {
        return given().map(attempt -> {
            Step.Way way = mostly() && random.nextBoolean() ? Step.Way.REVIEWED : of(List.of(Step.Way.values()));
            String runner =
                    nearlyAlways() ? Objects.requireNonNull(attempt.runner) : of(List.copyOf(world.runners.keySet()));
            return new Step.Result(runOf(attempt), attempt.no, idOf(attempt), runner, keyFor(attempt), way);
        });
    }

    private Optional<Step> handBack() {
        return given().map(attempt -> new Step.HandBack(runOf(attempt), idOf(attempt)));
    }

    /// Somebody means to hand a task back until its run gets no other. No group holds it up.
    private Optional<Step> insist() {
        List<Review> live = world.openRuns()
                .filter(run -> World.openOf(run).state.isLive() && world.groupOf(run) == null)
                .toList();
        if (plan.isEmpty() && !live.isEmpty()) {
            String id = of(live).id;
            for (int i = 0; i <= Simulation.FREE_ENDS + 1; i++) {
                plan.add(() -> open(id).filter(attempt -> attempt.state.isLive())
                        .map(attempt -> new Step.HandBack(id, idOf(attempt))));
                plan.add(() -> open(id).flatMap(attempt -> Optional.ofNullable(attempt.heldUntil))
                        .filter(until -> until.isAfter(world.now))
                        .map(until -> new Step.Pass(Duration.between(world.now, until), true)));
                plan.add(this::sweep);
                plan.add(() -> Optional.of(new Step.Claim(
                                0,
                                world.runners.entrySet().stream()
                                        .map(one -> new Poll(
                                                one.getKey(),
                                                one.getValue().keyId(),
                                                one.getValue().session(),
                                                one.getValue().slots()))
                                        .toList()))
                        .filter(claim -> !claim.polls().isEmpty()));
            }
        }
        return Optional.empty();
    }

    private Optional<Attempt> open(String run) {
        return Optional.ofNullable(world.runs.get(run)).flatMap(Review::open);
    }

    private Optional<Step> sweep() {
        return Optional.of(new Step.Sweep());
    }

    private Optional<Step> look() {
        return Optional.of(new Step.Look());
    }

    private Optional<Step> freed() {
        List<String> groups = world.runs.values().stream()
                .flatMap(run -> run.attempts.stream())
                .flatMap(attempt -> Optional.ofNullable(attempt.group).stream())
                .distinct()
                .toList();
        return groups.isEmpty() ? Optional.empty() : Optional.of(new Step.Freed(of(groups)));
    }

    private Optional<Step> change() {
        Step.Setting setting = of(List.of(Step.Setting.values()));
        Integer limit = random.nextBoolean() ? null : 1 + random.nextInt(2);
        String agent = focus == null ? of(cast.agents()) : focus.asked.agent();
        return Optional.of(new Step.Change(agent, setting, limit, mostly()));
    }

    private Optional<Step> register() {
        int no = random.nextInt(3);
        String id = cast.prefix() + "runner-" + no;
        World.Runner before = world.runners.get(id);
        if (before != null && !before.gone() && mostly()) {
            return Optional.empty();
        }
        String session = before != null && random.nextBoolean() ? before.session() : "process-" + random.nextInt(1000);
        List<String> tags = switch (no) {
            case 0 -> List.of(cast.prefix() + "linux");
            case 1 -> List.of(cast.prefix() + "gpu");
            default -> List.of(cast.prefix() + "gpu", cast.prefix() + "linux");
        };
        return Optional.of(
                new Step.Register(id, cast.keys().get(no % cast.keys().size()), session, 1 + random.nextInt(3), tags));
    }

    private Optional<Step> deregister() {
        return rarely()
                ? runner().map(id -> new Step.Deregister(id, world.runner(id).keyId()))
                : Optional.empty();
    }

    private Optional<Step> drain() {
        return runner().map(id -> new Step.Drain(id, !world.runner(id).draining() && random.nextBoolean()));
    }

    private Optional<String> runner() {
        return world.runners.isEmpty() ? Optional.empty() : Optional.of(of(List.copyOf(world.runners.keySet())));
    }

    private Optional<Step> orders() {
        return Optional.of(new Step.Orders(List.copyOf(world.runners.keySet()), Duration.ofSeconds(of(SECONDS))));
    }

    private Optional<Step> pass() {
        Duration time = rarely()
                ? hardlyEver() ? Duration.ofHours(25) : Duration.ofMinutes(16)
                : random.nextInt(3) == 0 ? untilAnEdge() : Duration.ofSeconds(of(SECONDS));
        return Optional.of(new Step.Pass(time, random.nextInt(3) > 0));
    }

    /// Until something is over, to the microsecond or a moment more.
    private Duration untilAnEdge() {
        List<Instant> edges = world.openRuns()
                .map(World::openOf)
                .flatMap(attempt -> Stream.of(
                                Optional.ofNullable(attempt.leaseUntil),
                                Optional.ofNullable(attempt.heldUntil),
                                Optional.ofNullable(attempt.deadline).map(at -> at.plusSeconds(60)),
                                attempt.confirmed
                                        ? Optional.<Instant>empty()
                                        : Optional.ofNullable(attempt.claimedAt).map(at -> at.plusSeconds(30)))
                        .flatMap(Optional::stream))
                .filter(edge -> edge.isAfter(world.now.plusMillis(10)))
                .toList();
        return edges.isEmpty()
                ? Duration.ofSeconds(of(SECONDS))
                : Duration.between(world.now, of(edges)).plusNanos(1000L * (random.nextInt(3) - 1));
    }

    private Optional<Step> race() {
        List<Review> live =
                world.openRuns().filter(run -> World.openOf(run).state.isLive()).toList();
        List<Review> open = world.openRuns().toList();
        focus = !live.isEmpty() && mostly() ? of(live) : open.isEmpty() ? null : of(open);
        List<Step> steps = new ArrayList<>();
        Optional<Duration> edge = Optional.ofNullable(focus).flatMap(this::soonOver);
        if (edge.isPresent() && mostly()) {
            steps.add(new Step.Pass(edge.get(), true));
            steps.add(new Step.Sweep());
        }
        for (int i = edge.isPresent() ? 1 + random.nextInt(2) : 2 + random.nextInt(2); i > 0; i--) {
            Step step = one(racers);
            // Each of them is another replica's.
            steps.add(step instanceof Step.Claim claim ? new Step.Claim(steps.size(), claim.polls()) : step);
        }
        return Optional.of(new Step.Race(steps, random.nextLong()));
    }

    /// Several want into the same concurrency group, which nobody has been in.
    private Optional<Step> rush() {
        String repository = of(cast.repositories());
        String group = "rush-" + world.runs.size();
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Review.Asked asked = asked();
            steps.add(new Step.Submit(List.of(new Step.Request(
                    new Review.Asked(
                            asked.agent(),
                            repository,
                            group,
                            null,
                            asked.tag(),
                            asked.priority(),
                            null,
                            asked.maxAttempts(),
                            asked.timeoutSeconds()),
                    null))));
        }
        steps.add(rarely() ? new Step.Look() : new Step.Freed(repository + "/" + group));
        return world.openRuns().count() < MOST_OPEN
                ? Optional.of(new Step.Race(steps, random.nextLong()))
                : Optional.empty();
    }

    /// When the lease is over within the time that may pass without a silence of the ledger.
    private Optional<Duration> soonOver(Review run) {
        Attempt attempt = World.openOf(run);
        if (!attempt.state.isLive() || (attempt.state == TaskState.SUBMITTING && rarely())) {
            return Optional.empty();
        }
        Duration left = Duration.between(world.now, Objects.requireNonNull(attempt.leaseUntil));
        boolean silent = world.sweptAt.isBefore(world.now.plus(left).minusSeconds(29));
        return left.isPositive() && left.compareTo(Duration.ofSeconds(25)) < 0 && !silent
                ? Optional.of(left.plusMillis(10))
                : Optional.empty();
    }
}

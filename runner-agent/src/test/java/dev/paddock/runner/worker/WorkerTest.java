package dev.paddock.runner.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.paddock.model.problem.ProblemCode;
import dev.paddock.runner.container.ReviewContainers.Exit;
import dev.paddock.runner.controlplane.ControlPlane;
import dev.paddock.runner.fake.FakeControlPlane;
import dev.paddock.runner.fake.FakeControlPlane.Answer;
import dev.paddock.runner.fake.FakeControlPlane.Request;
import dev.paddock.runner.fake.Json;
import dev.paddock.runner.fake.Scene;
import dev.paddock.runner.fake.Tasks;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WorkerTest {

    @TempDir
    Path folder;

    private Scene scene;
    private @Nullable Worker worker;

    @BeforeEach
    void open() {
        scene = new Scene(folder);
    }

    @AfterEach
    void close() throws InterruptedException {
        if (worker != null) {
            worker.stop(Duration.ZERO);
        }
        scene.close();
    }

    @Test
    void aRunnerRegistersWithAllItsNames() {
        begin();
        scene.journal().await("register");

        Request register = scene.server().requests("register").getFirst();
        assertThat(register.header("x-api-key")).isEqualTo(Scene.KEY);
        assertThat(register.header("x-runner-id")).isEqualTo("r1");
        assertThat(register.header("x-runner-name")).isEqualTo("Runner One");
        assertThat(register.header("x-runner-version")).isEqualTo("0.1");
        assertThat(register.header("x-runner-max-concurrency")).isEqualTo("2");
        assertThat(register.header("x-runner-tags")).isEqualTo("fast,gpu");
        assertThat(register.header("x-runner-instance")).isEqualTo(Scene.INSTANCE.toString());
        assertThat(register.header("x-runner-protocol")).isEqualTo("1");
        assertThat(register.header("x-runner-ephemeral")).isEqualTo("false");
    }

    @Test
    void whatIsInWorkIsToldOnceTheControlPlaneHasTakenTheRunner() throws Exception {
        scene.server().next("register", 2, Answer.problem(ProblemCode.UNAVAILABLE));
        scene.server().queue(Tasks.task("t1"));
        try (ControlPlane client = scene.client(scene.server().address())) {
            worker = new Worker(
                    scene.tools(client),
                    Scene.quickly(),
                    tasks -> scene.journal().add("shown " + tasks),
                    null);
            worker.start();
            scene.journal().await("shown 0", 2);
            worker.stop(Duration.ZERO);
        }

        List<String> entries = scene.journal().entries();
        assertThat(entries)
                .filteredOn(entry -> entry.startsWith("shown"))
                .containsExactly("shown 0", "shown 1", "shown 0");
        assertThat(entries.indexOf("shown 0")).isGreaterThan(entries.indexOf("register"));
    }

    @Test
    void aRunnerThatStaysSaysThatItIsOffWhenItEnds() throws Exception {
        Worker staying = begin();
        scene.journal().await("heartbeat online");

        staying.stop(Duration.ZERO);

        assertThat(beats().getLast().path("status").asText()).isEqualTo("offline");
        assertThat(scene.server().requests("deregister")).isEmpty();
    }

    @Test
    void anEphemeralRunnerTakesItselfOffTheListWhenItEnds() throws Exception {
        try (ControlPlane client = scene.client(scene.server().address(), true)) {
            Worker ephemeral = new Worker(scene.tools(client), Scene.quickly(), tasks -> {}, null);
            ephemeral.start();
            scene.journal().await("heartbeat online");

            ephemeral.stop(Duration.ZERO);

            Request last = scene.server().requests("deregister").getFirst();
            assertThat(last.exchange().getRequestMethod()).isEqualTo("DELETE");
            assertThat(scene.server().requests("register").getFirst().header("x-runner-ephemeral"))
                    .isEqualTo("true");
            assertThat(beats()).noneMatch(beat -> beat.path("status").asText().equals("offline"));
        }
    }

    @Test
    void aQueuedTaskIsClaimedAndReviewed() {
        scene.server().queue(Tasks.task("t1"));

        begin();

        scene.journal().await("result success");
        Request poll = scene.server().requests("pending").getFirst();
        assertThat(poll.query("runnerId")).isEqualTo("r1");
        assertThat(poll.query("limit")).isEqualTo("2");
        assertThat(poll.query("wait")).isEqualTo("5");
        assertThat(poll.header("x-runner-instance")).isEqualTo(Scene.INSTANCE.toString());
    }

    @Test
    void moreTasksThanSlotsWaitForTheirTurn() {
        scene.containers().hold();
        for (int i = 1; i <= 5; i++) {
            scene.server().queue(Tasks.task("t" + i));
        }

        begin();
        scene.journal().await("container started", 2);
        scene.containers().end(new Exit.Exited(0));

        scene.journal().await("result success", 5);
        assertThat(scene.containers().mostLive()).isEqualTo(2);
        assertThat(scene.server().requests("pending"))
                .allSatisfy(poll ->
                        assertThat(Integer.parseInt(poll.query("limit"))).isBetween(1, 2));
    }

    @Test
    void aTaskThatIsHandedOutAgainIsNotStartedAgain() {
        scene.containers().hold();
        scene.server().queue(Tasks.task("t1"));
        scene.server().queue(Tasks.task("t1"));

        begin();
        scene.journal().await("container started");
        scene.server().queue(Tasks.task("t1"));
        scene.server().queue(Tasks.task("t2"));

        scene.journal().await("container started", 2);
        assertThat(scene.journal().count("status preparing")).isEqualTo(2);
    }

    @Test
    void heartbeatsNameWhatIsHeld() {
        scene.containers().hold();
        scene.server().queue(Tasks.task("t1"));

        begin();

        await().until(() ->
                beats().stream().anyMatch(beat -> beat.at("/taskIds/0").asText().equals("t1")));
        assertThat(beats()).allSatisfy(beat -> {
            assertThat(beat.path("taskIds").size())
                    .isEqualTo(beat.path("currentJobs").asInt());
            assertThat(beat.path("lastPollAgeMs").asLong(-1)).isNotNegative();
        });
    }

    @Test
    void aTaskLostByHeartbeatIsKilledAndNothingIsSaidOfIt() {
        scene.containers().hold();
        scene.server().queue(Tasks.task("t1"));
        begin();
        scene.journal().await("container started");

        scene.server().lose("t1");

        scene.journal().await("container closed");
        assertThat(scene.journal().has("container stopped after 0 s")).isTrue();
        assertThat(scene.server().requests("result")).isEmpty();
        assertThat(scene.server().requests("return")).isEmpty();
    }

    @Test
    void aCancelledTaskIsStoppedWithGrace() {
        scene.containers().hold();
        scene.server().queue(Tasks.task("t1"));
        begin();
        scene.journal().await("container started");

        scene.server().cancel("t1");

        scene.journal().await("container closed");
        assertThat(scene.journal().has("container stopped after 10 s")).isTrue();
    }

    @Test
    void aRunnerThatIsCutOffKillsWhatItHolds() {
        scene.containers().hold();
        scene.server().queue(Tasks.task("t1"));
        begin();
        scene.journal().await("container started");

        scene.server().on("heartbeat", request -> Answer.problem(ProblemCode.UNAVAILABLE));
        scene.journal().await("heartbeat busy -> 503");
        scene.passes(Duration.ofSeconds(50));

        scene.journal().await("container closed");
        assertThat(scene.journal().has("container stopped after 0 s")).isTrue();
    }

    @Test
    void aControlPlaneThatIsAwayAtFirstIsFoundLater() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (ControlPlane client = scene.client(URI.create("http://127.0.0.1:" + port))) {
            Worker late = new Worker(scene.tools(client), Scene.quickly(), tasks -> {}, null);
            late.start();
            try (FakeControlPlane server = new FakeControlPlane(scene.journal(), Json.MAPPER, port)) {
                server.queue(Tasks.task("t1"));
                scene.journal().await("result success");
                late.stop(Duration.ZERO);
            }
        }
    }

    @Test
    void aRunnerThatWasForgottenRegistersAgain() {
        scene.server().next("heartbeat", 1, Answer.problem(ProblemCode.NOT_FOUND));

        begin();

        scene.journal().await("register", 2);
        scene.journal().await("heartbeat online");
    }

    @Test
    void aStoppedRunnerHandsBackItsTasksAndSaysThatItIsOff() throws Exception {
        scene.containers().hold();
        scene.server().queue(Tasks.task("t1"));
        scene.server().queue(Tasks.task("t2"));
        Worker stopped = begin();
        scene.journal().await("container started", 2);

        stopped.stop(Duration.ZERO);

        assertThat(scene.journal().count("return")).isEqualTo(2);
        assertThat(scene.journal().entries()).endsWith("heartbeat offline");
        assertThat(stopped.awaitEnd()).isEqualTo(new Ending.Stopped());
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aStoppedRunnerLetsItsTasksEndWithinTheirGrace() throws Exception {
        scene.containers().hold();
        scene.server().queue(Tasks.task("t1"));
        Worker stopped = begin();
        scene.journal().await("container started");

        scene.server().queue(Tasks.task("t2"));
        scene.containers().end(new Exit.Exited(0));
        stopped.stop(Duration.ofSeconds(20));

        assertThat(scene.journal().has("result success")).isTrue();
        assertThat(scene.journal().has("return")).isFalse();
    }

    @Test
    void aRunnerThatIsStoppedKeepsItsLeasesForAsLongAsItsTasksTake() throws Exception {
        scene.containers().hold();
        scene.server().queue(Tasks.task("t1"));
        Worker stopped = begin();
        scene.journal().await("container started");
        int begun = beats().size();
        await().until(() -> beats().size() > begun + 1);
        assertThat(beats()).noneMatch(beat -> beat.has("draining"));
        Thread stopping = Thread.ofVirtual().start(() -> stopQuietly(stopped, Duration.ofHours(6)));
        int beats = beats().size();
        scene.server().queue(Tasks.task("t2"));

        await().until(() -> beats().size() > beats + 5);
        assertThat(beats().getLast().at("/taskIds/0").asText()).isEqualTo("t1");
        // From the signal on the control plane knows that it takes nothing more.
        assertThat(beats().getLast().path("draining").asBoolean()).isTrue();
        scene.containers().end(new Exit.Exited(0));

        assertThat(stopping.join(Duration.ofSeconds(20))).isTrue();
        assertThat(scene.journal().count("result success")).isEqualTo(1);
        assertThat(scene.journal().has("return")).isFalse();
    }

    @Test
    void howManyTasksAreInWorkIsShownWithEachChange() {
        scene.containers().hold();
        List<Integer> shown = new CopyOnWriteArrayList<>();
        Worker begun = new Worker(scene.tools(), Scene.quickly(), shown::add, null);
        worker = begun;
        begun.start();
        scene.server().queue(Tasks.task("t1"));
        scene.server().queue(Tasks.task("t2"));
        scene.journal().await("container started", 2);
        scene.containers().end(new Exit.Exited(0));

        await().untilAsserted(() -> assertThat(shown).containsExactly(0, 1, 2, 1, 0));
    }

    @Test
    void whoStopsARunnerThatStopsWaitsUntilItIsOff() throws Exception {
        scene.containers().hold();
        scene.server().queue(Tasks.task("t1"));
        Worker stopped = begin();
        scene.journal().await("container started");
        Thread first = Thread.ofVirtual().start(() -> stopQuietly(stopped, Duration.ofSeconds(30)));
        scene.server().on("heartbeat", request -> Answer.problem(ProblemCode.RUNNER_GONE));
        assertThat(stopped.awaitEnd()).isInstanceOf(Ending.Refused.class);
        Thread second = Thread.ofVirtual().start(() -> stopQuietly(stopped, Duration.ZERO));

        assertThat(second.join(Duration.ofMillis(300))).isFalse();
        scene.containers().end(new Exit.Exited(0));

        first.join();
        second.join();
        assertThat(scene.journal().has("container closed")).isTrue();
    }

    @Test
    void aRunnerThatWasStoppedFirstDoesNotStart() throws Exception {
        Worker late = new Worker(scene.tools(), Scene.quickly(), tasks -> {}, null);
        late.stop(Duration.ZERO);

        late.start();

        assertThat(late.awaitEnd()).isEqualTo(new Ending.Stopped());
        assertThat(scene.journal().has("reaped")).isFalse();
    }

    @Test
    void whatDeadRunnersLeftIsLookedForAtOnce() {
        begin();

        scene.journal().await("reaped");
    }

    @Test
    void aDrainedRunnerTakesNothingNew() throws Exception {
        scene.server().drain();
        begin();
        scene.journal().await("heartbeat online", 2);
        int polls = scene.server().requests("pending").size();

        scene.journal().await("heartbeat online", 10);

        assertThat(scene.server().requests("pending").size()).isLessThanOrEqualTo(polls + 1);
    }

    @Test
    void anUnknownKeyEndsTheRunnerWithASentence() throws Exception {
        assertThat(endingAfter(Answer.problem(ProblemCode.UNAUTHENTICATED))).contains("PADDOCK_KEY");
        assertThat(scene.server().requests("register")).hasSize(1);
    }

    @Test
    void aRunnerIdOfAnotherKeyEndsTheRunnerWithASentence() throws Exception {
        assertThat(endingAfter(Answer.problem(ProblemCode.RUNNER_TAKEN))).contains("refused for a test");
    }

    @Test
    void anotherProtocolEndsTheRunnerWithTheSupportedVersions() throws Exception {
        assertThat(endingAfter(Answer.problem(ProblemCode.UNSUPPORTED_PROTOCOL, Map.of("supported", List.of(2, 3)))))
                .contains("protocol 1")
                .contains("[2, 3]");
    }

    @Test
    void aDeregisteredRunnerEnds() throws Exception {
        scene.server().on("heartbeat", request -> Answer.problem(ProblemCode.RUNNER_GONE));

        assertThat(begin().awaitEnd())
                .isInstanceOfSatisfying(
                        Ending.Refused.class,
                        ending -> assertThat(ending.sentence()).contains("deregistered"));
    }

    private static void stopQuietly(Worker stopped, Duration grace) {
        try {
            stopped.stop(grace);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Worker begin() {
        Worker begun = scene.works();
        worker = begun;
        return begun;
    }

    private String endingAfter(Answer answer) throws InterruptedException {
        scene.server().on("register", request -> answer);
        return switch (begin().awaitEnd()) {
            case Ending.Refused(String sentence) -> sentence;
            case Ending.Stopped(), Ending.Done(), Ending.Unreached(String _) -> "";
        };
    }

    private List<JsonNode> beats() {
        return scene.server().requests("heartbeat").stream().map(Request::body).toList();
    }
}

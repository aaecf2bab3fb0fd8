package dev.paddock.runner.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.paddock.model.problem.ProblemCode;
import dev.paddock.runner.container.ReviewContainers.Exit;
import dev.paddock.runner.controlplane.ControlPlane;
import dev.paddock.runner.enrolment.CredentialFile;
import dev.paddock.runner.enrolment.Enrolment;
import dev.paddock.runner.fake.FakeControlPlane.Answer;
import dev.paddock.runner.fake.FakeControlPlane.Request;
import dev.paddock.runner.fake.Json;
import dev.paddock.runner.fake.Scene;
import dev.paddock.runner.fake.Tasks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A runner that has its fleet's enrolment key and no key of its own.
@Timeout(60)
class EnrolledWorkerTest {

    private static final String ENROLMENT = "dk_live_" + "e".repeat(40);
    private static final String FIRST = "dk_live_" + "1".repeat(40);
    private static final String SECOND = "dk_live_" + "2".repeat(40);

    @TempDir
    Path folder;

    private Scene scene;
    private @Nullable ControlPlane client;
    private @Nullable Worker worker;

    @BeforeEach
    void open() {
        scene = new Scene(folder);
    }

    @AfterEach
    void close() throws InterruptedException {
        end();
        scene.close();
    }

    private void end() throws InterruptedException {
        if (worker != null && client != null) {
            worker.stop(Duration.ZERO);
            client.close();
        }
    }

    private Worker begin() {
        ControlPlane calls = scene.client(scene.server().address());
        CredentialFile file = new CredentialFile(folder.resolve("credential"), Json.MAPPER);
        Worker begun =
                new Worker(scene.tools(calls), Scene.quickly(), tasks -> {}, new Enrolment(calls, ENROLMENT, file));
        client = calls;
        worker = begun;
        begun.start();
        return begun;
    }

    private String sentence() throws InterruptedException {
        return switch (begin().awaitEnd()) {
            case Ending.Refused(String sentence) -> sentence;
            case Ending.Stopped(), Ending.Done(), Ending.Unreached(String _) -> "";
        };
    }

    private List<@Nullable String> keys(String call) {
        return scene.server().requests(call).stream()
                .<@Nullable String>map(request -> request.header("x-api-key"))
                .toList();
    }

    /// As a server that knows this key no more.
    private static @Nullable Answer refusing(Request request, String key) {
        return key.equals(request.header("x-api-key")) ? Answer.problem(ProblemCode.UNAUTHENTICATED) : null;
    }

    @Test
    void aRunnerEnrolsAndWorksWithWhatItIsGiven() {
        scene.server().queue(Tasks.task("t1"));

        begin();
        scene.journal().await("result success");

        Request enrol = scene.server().requests("enrol").getFirst();
        assertThat(enrol.header("x-api-key")).isEqualTo(ENROLMENT);
        assertThat(enrol.exchange().getRequestHeaders().get("x-api-key")).hasSize(1);
        assertThat(enrol.body().path("runnerId").asText()).isEqualTo("r1");
        assertThat(enrol.body().path("former").isNull()).isTrue();
        assertThat(keys("register")).containsOnly(FIRST);
        assertThat(keys("result")).containsOnly(FIRST);
    }

    @Test
    void theNextProcessUsesTheCredentialOfTheOneBefore() throws Exception {
        begin();
        scene.journal().await("register");
        end();

        begin();
        scene.journal().await("register", 2);

        assertThat(scene.server().requests("enrol")).hasSize(1);
        assertThat(keys("register")).containsOnly(FIRST);
    }

    @Test
    void aCredentialThatIsRefusedAtTheStartIsReplaced() throws Exception {
        begin();
        scene.journal().await("register");
        end();
        scene.server().on("register", request -> refusing(request, FIRST));

        begin();
        await().until(() -> keys("register").contains(SECOND));

        // It is the runner that had it: nobody else may have the id while that is heard of.
        assertThat(scene.server()
                        .requests("enrol")
                        .getLast()
                        .body()
                        .path("former")
                        .asText())
                .isEqualTo("key_1");
    }

    @Test
    void aRunnerWhoseIdAnotherProcessHasWaitsUntilThatIsMissed() {
        scene.server().next("enrol", 2, Answer.problem(ProblemCode.RUNNER_ALIVE));
        scene.server().next("register", 2, Answer.problem(ProblemCode.RUNNER_ALIVE));

        begin();

        scene.journal().await("heartbeat online");
        assertThat(scene.server().requests("enrol")).hasSize(3);
        assertThat(keys("register")).hasSize(3).containsOnly("dk_live_" + "3".repeat(40));
    }

    @Test
    void aCredentialThatIsRefusedInMidTaskIsReplacedAndTheTaskGoesOn() {
        scene.containers().hold();
        scene.server().queue(Tasks.task("t1"));
        begin();
        scene.journal().await("container started");

        scene.server().on("heartbeat", request -> refusing(request, FIRST));
        await().until(() -> keys("register").contains(SECOND));
        scene.containers().end(new Exit.Exited(0));
        scene.journal().await("result success");

        assertThat(scene.server()
                        .requests("enrol")
                        .getLast()
                        .body()
                        .path("former")
                        .asText())
                .isEqualTo("key_1");
        assertThat(keys("result")).containsOnly(SECOND);
        assertThat(scene.server().requests("register"))
                .allMatch(register -> Scene.INSTANCE.toString().equals(register.header("x-runner-instance")));
    }

    @Test
    void aReviewWhoseResultIsRefusedForItsCredentialIsDeliveredWithTheNextOne() {
        AtomicBoolean tried = new AtomicBoolean();
        scene.server().on("result", request -> {
            tried.set(true);
            return refusing(request, FIRST);
        });
        scene.server().on("heartbeat", request -> tried.get() ? refusing(request, FIRST) : null);
        scene.server().queue(Tasks.task("t1"));

        begin();

        scene.journal().await("result success");
        Request result = scene.server().requests("result").getLast();
        assertThat(result.header("x-api-key")).isEqualTo(SECOND);
        assertThat(result.body().path("status").asText()).isEqualTo("success");
    }

    @Test
    void aRevokedEnrolmentEndsTheRunnerWithASentence() throws Exception {
        scene.server().on("enrol", request -> Answer.problem(ProblemCode.UNAUTHENTICATED));

        assertThat(sentence()).contains("enrolment key").contains("PADDOCK_ENROLMENT_KEY");
        assertThat(scene.server().requests("enrol")).hasSize(1);
        assertThat(scene.server().requests("register")).isEmpty();
    }

    @Test
    void aRunnerThatMayNotEnrolEndsWithTheReason() throws Exception {
        scene.server().on("enrol", request -> Answer.problem(ProblemCode.RUNNER_TAKEN));

        assertThat(sentence()).contains("does not enrol this runner").contains("refused for a test");
    }

    @Test
    void aServerThatIsAwayIsAskedAgain() {
        scene.server().next("enrol", 3, Answer.problem(ProblemCode.UNAVAILABLE));

        begin();

        scene.journal().await("register");
        assertThat(scene.server().requests("enrol")).hasSize(4);
    }
}

package dev.paddock.runner.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.paddock.model.problem.ProblemCode;
import dev.paddock.model.runner.RunnerCommand;
import dev.paddock.runner.controlplane.Reply;
import dev.paddock.runner.fake.FakeControlPlane.Answer;
import dev.paddock.runner.fake.Scene;
import dev.paddock.runner.fake.Tasks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a runner does with what it is told on its stream.
@Timeout(60)
class CommandLoopTest {

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
    void aTaskThatIsCancelledIsStoppedAtOnceWithGrace() throws Exception {
        scene.containers().hold();
        scene.server().queue(Tasks.task("t1"));
        begin();
        scene.journal().await("container started");
        scene.journal().await("commands");

        scene.server().tell(new RunnerCommand.Cancel(List.of("nobody's", "t1")));

        scene.journal().await("container closed");
        assertThat(scene.journal().has("container stopped after 10 s")).isTrue();
        assertThat(scene.server().requests("result")).isEmpty();
    }

    @Test
    void aRunnerDrainsAndComesBackAsItIsTold() throws Exception {
        // So that only the stream says so.
        scene.server().on("heartbeat", request -> Answer.problem(ProblemCode.UNAVAILABLE));
        begin();
        scene.journal().await("commands");
        scene.server().tell(new RunnerCommand.Drain());
        scene.server().queue(Tasks.task("t1"));
        scene.journal().await("result success");
        // The poll that was open when it was told took this one; no other follows.
        int polls = scene.server().requests("pending").size();
        scene.journal().await("heartbeat online -> 503", 3);
        assertThat(scene.server().requests("pending")).hasSize(polls);

        scene.server().queue(Tasks.task("t2"));
        scene.server().tell(new RunnerCommand.Undrain());

        scene.journal().await("result success", 2);
    }

    @Test
    void aStreamThatEndedIsOpenedAgain() throws Exception {
        scene.containers().hold();
        scene.server().queue(Tasks.task("t1"));
        begin();
        scene.journal().await("container started");
        scene.journal().await("commands");

        scene.server().says("");
        scene.journal().await("commands", 2);
        scene.server().tell(new RunnerCommand.Cancel(List.of("t1")));

        scene.journal().await("container closed");
    }

    @Test
    void whatNobodyUnderstandsIsPassedOver() throws Exception {
        scene.containers().hold();
        scene.server().queue(Tasks.task("t1"));
        begin();
        scene.journal().await("container started");
        scene.journal().await("commands");

        scene.server().says("event: dance\ndata: {\"type\": \"dance\"}\n\nretry: 5\n\ndata: no json\n\n");
        scene.server().tell(new RunnerCommand.Cancel(List.of("t1")));

        scene.journal().await("container closed");
        assertThat(scene.journal().count("commands")).isEqualTo(1);
    }

    @Test
    void withoutAStreamHeartbeatsSayTheSame() {
        scene.server().on("commands", request -> Answer.problem(ProblemCode.NOT_FOUND));
        scene.containers().hold();
        scene.server().queue(Tasks.task("t1"));
        begin();
        scene.journal().await("container started");
        scene.journal().await("commands -> 404", 3);

        scene.server().cancel("t1");

        scene.journal().await("container closed");
        assertThat(scene.journal().count("register")).isEqualTo(1);
    }

    @Test
    void aStreamThatFellSilentIsGivenUp() throws Exception {
        CompletableFuture<Reply<String>> ended = new CompletableFuture<>();
        Thread listening = Thread.ofVirtual().start(() -> {
            try {
                ended.complete(scene.tools().controlPlane().commands(command -> {}));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        scene.journal().await("commands");

        // Again and again, since its first line may come after the first leap.
        await().until(() -> {
            scene.passes(Duration.ofSeconds(41));
            return ended.isDone();
        });

        listening.join();
        assertThat(ended.join()).isInstanceOf(Reply.Ok.class);
    }

    @Test
    void olderNewsDoNotTakeOverFromNewer() {
        ClaimLoop claims = new ClaimLoop(
                scene.tools(),
                new Session(
                        scene.tools().controlPlane(), null, Scene.quickly(), scene.clock(), new CompletableFuture<>()),
                new HeldTasks(1, tasks -> {}),
                Term.endless(scene.clock()),
                new EngineWatch(scene.tools()));

        claims.drain(true, 2_000);
        claims.drain(false, 1_000);
        assertThat(claims.drains()).isTrue();
        claims.drain(false, 3_000);
        assertThat(claims.drains()).isFalse();
    }

    @Test
    void aRunnerThatIsHurriedHandsBackAtOnce() throws Exception {
        scene.containers().hold();
        scene.server().queue(Tasks.task("t1"));
        begin();
        scene.journal().await("container started");
        CompletableFuture<Void> stopped = CompletableFuture.runAsync(this::stopSlowly, Thread::startVirtualThread);
        assertThat(scene.journal().has("return")).isFalse();

        worker().hurry();

        await().until(stopped::isDone);
        assertThat(scene.journal().count("return")).isEqualTo(1);
        assertThat(scene.journal().has("container stopped after 0 s")).isTrue();
        assertThat(scene.journal().entries()).endsWith("heartbeat offline");
    }

    private void stopSlowly() {
        try {
            worker().stop(Duration.ofMinutes(10));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Worker worker() {
        if (worker == null) {
            throw new IllegalStateException("not begun");
        }
        return worker;
    }

    private void begin() {
        worker = scene.works();
    }
}

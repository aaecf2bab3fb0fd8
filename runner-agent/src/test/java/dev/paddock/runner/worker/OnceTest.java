package dev.paddock.runner.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.paddock.model.problem.ProblemCode;
import dev.paddock.runner.container.ReviewContainers.Exit;
import dev.paddock.runner.controlplane.ControlPlane;
import dev.paddock.runner.fake.FakeControlPlane.Answer;
import dev.paddock.runner.fake.Scene;
import dev.paddock.runner.fake.Tasks;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A runner of one task.
@Timeout(60)
class OnceTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    private final List<Integer> shown = new CopyOnWriteArrayList<>();
    private Scene scene;

    @BeforeEach
    void open() {
        scene = new Scene(folder);
    }

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void itWorksOnOneTaskSendsItsResultAndLeaves() throws Exception {
        scene.server().queue(Tasks.task("t1"));
        scene.server().queue(Tasks.task("t2"));
        Worker once = begin(LONG);

        assertThat(once.awaitEnd()).isEqualTo(new Ending.Done());
        once.stop(Duration.ZERO);

        assertThat(scene.journal().count("result success")).isEqualTo(1);
        assertThat(scene.server().requests("pending"))
                .hasSize(1)
                .allSatisfy(poll -> assertThat(poll.query("limit")).isEqualTo("1"));
        assertThat(scene.journal().entries()).endsWith("deregister");
        assertThat(scene.journal().has("heartbeat offline")).isFalse();
        assertThat(shown).containsExactly(0, 1, 0);
    }

    @Test
    void itsLeaseIsKeptWhileItWorks() throws Exception {
        scene.containers().hold();
        scene.server().queue(Tasks.task("t1"));
        Worker once = begin(Duration.ofSeconds(1));
        scene.journal().await("container started");

        // Longer than it would wait for a task.
        scene.passes(Duration.ofSeconds(2));
        int beats = scene.server().requests("heartbeat").size();
        await().until(() -> scene.server().requests("heartbeat").size() > beats + 2);
        // Nothing that waits need wait for a runner that takes nothing more.
        assertThat(scene.server()
                        .requests("heartbeat")
                        .getLast()
                        .body()
                        .path("draining")
                        .asBoolean())
                .isTrue();
        assertThat(scene.journal().has("deregister")).isFalse();
        scene.containers().end(new Exit.Exited(0));

        assertThat(once.awaitEnd()).isEqualTo(new Ending.Done());
        once.stop(Duration.ZERO);
        assertThat(scene.journal().has("result success")).isTrue();
    }

    @Test
    void itLeavesWhenNothingCameInTime() throws Exception {
        Worker once = begin(Duration.ofSeconds(1));

        assertThat(once.awaitEnd()).isEqualTo(new Ending.Done());
        once.stop(Duration.ZERO);

        assertThat(scene.server().requests("pending"))
                .allSatisfy(poll -> assertThat(poll.query("wait")).isEqualTo("1"));
        assertThat(scene.journal().entries()).endsWith("deregister");
        assertThat(shown).containsExactly(0);
    }

    @Test
    void aTaskThatItLosesWasItsOnlyOne() throws Exception {
        scene.containers().hold();
        scene.server().queue(Tasks.task("t1"));
        Worker once = begin(LONG);
        scene.journal().await("container started");
        scene.server().queue(Tasks.task("t2"));

        scene.server().lose("t1");

        assertThat(once.awaitEnd()).isEqualTo(new Ending.Done());
        once.stop(Duration.ZERO);
        assertThat(scene.server().requests("result")).isEmpty();
        assertThat(scene.journal().count("container started")).isEqualTo(1);
    }

    @Test
    void whoIsStoppedBeforeHandsBackAndLeavesToo() throws Exception {
        scene.containers().hold();
        scene.server().queue(Tasks.task("t1"));
        Worker once = begin(LONG);
        scene.journal().await("container started");

        once.stop(Duration.ZERO);

        assertThat(once.awaitEnd()).isEqualTo(new Ending.Stopped());
        assertThat(scene.journal().count("return")).isEqualTo(1);
        assertThat(scene.journal().entries()).endsWith("deregister");
    }

    @Test
    void aPollThatFailsIsRepeatedWhileThereIsTime() throws Exception {
        scene.server().next("pending", 3, Answer.problem(ProblemCode.UNAVAILABLE));
        scene.server().queue(Tasks.task("t1"));
        Worker once = begin(LONG);

        assertThat(once.awaitEnd()).isEqualTo(new Ending.Done());
        once.stop(Duration.ZERO);
        assertThat(scene.journal().has("result success")).isTrue();
    }

    @Test
    void withoutAControlPlaneItSaysWhatToCheck() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (ControlPlane nobody = scene.client(URI.create("http://127.0.0.1:" + port))) {
            Worker once = Worker.once(scene.tools(nobody), Scene.quickly(), shown::add, null, Duration.ofSeconds(1));
            once.start();

            assertThat(once.awaitEnd())
                    .isInstanceOfSatisfying(
                            Ending.Unreached.class,
                            ending -> assertThat(ending.sentence())
                                    .contains("PADDOCK_URL")
                                    .contains("PADDOCK_RUNNER_ONCE_WAIT"));
            once.stop(Duration.ZERO);
        }
    }

    private Worker begin(Duration wait) {
        Worker begun = Worker.once(scene.tools(), Scene.quickly(), shown::add, null, wait);
        begun.start();
        return begun;
    }
}

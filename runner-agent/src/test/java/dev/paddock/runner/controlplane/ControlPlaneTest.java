package dev.paddock.runner.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.model.log.LogBatch;
import dev.paddock.model.log.LogLine;
import dev.paddock.model.problem.ProblemCode;
import dev.paddock.model.runner.Heartbeat;
import dev.paddock.model.runner.HeartbeatReply;
import dev.paddock.model.runner.RunnerStatus;
import dev.paddock.model.task.RunnerTask;
import dev.paddock.runner.fake.FakeControlPlane.Answer;
import dev.paddock.runner.fake.Scene;
import dev.paddock.runner.fake.Tasks;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ControlPlaneTest {

    private static final Heartbeat BEAT = new Heartbeat(RunnerStatus.ONLINE, 0, List.of(), 0L);

    @TempDir
    Path folder;

    private Scene scene;
    private ControlPlane controlPlane;

    @BeforeEach
    void open() {
        scene = new Scene(folder);
        controlPlane = scene.client(scene.server().address());
    }

    @AfterEach
    void close() {
        controlPlane.close();
        scene.close();
    }

    @Test
    void anAcceptedCallSaysWhenItBegan() throws Exception {
        long before = scene.clock().millis();

        Reply<HeartbeatReply> reply = controlPlane.heartbeat(BEAT);

        assertThat(reply)
                .isInstanceOfSatisfying(
                        Reply.Ok.class,
                        ok -> assertThat(ok.startedAt())
                                .isBetween(before, scene.clock().millis()));
    }

    @Test
    void aProblemKeepsTheMembersOfItsCode() throws Exception {
        scene.server().on("logs", request -> Answer.problem(ProblemCode.LOG_GAP, Map.of("expectedSeq", 7)));

        var reply = controlPlane.logs(Tasks.task("t1"), new LogBatch(List.of(LogLine.plain("x")), 9L));

        assertThat(reply).isInstanceOfSatisfying(Reply.Refused.class, refused -> {
            assertThat(refused.is(ProblemCode.LOG_GAP)).isTrue();
            assertThat(refused.problem().details()).containsEntry("expectedSeq", 7);
        });
    }

    @Test
    void aServerInTroubleIsAway() throws Exception {
        for (ProblemCode code : List.of(ProblemCode.INTERNAL, ProblemCode.UNAVAILABLE)) {
            scene.server().next("heartbeat", 1, Answer.problem(code));

            assertThat(controlPlane.heartbeat(BEAT)).isInstanceOf(Reply.Away.class);
        }
    }

    @Test
    void anAnswerThatIsNotOursIsStillAnAnswer() throws Exception {
        scene.server().next("heartbeat", 1, new Answer(404, "a proxy's page"));

        assertThat(controlPlane.heartbeat(BEAT))
                .isInstanceOfSatisfying(
                        Reply.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(404));
    }

    @Test
    void anAddressWithAPathIsKept() throws Exception {
        try (ControlPlane behindProxy = scene.client(URI.create(scene.server().address() + "/proxy/"))) {
            assertThat(behindProxy.heartbeat(BEAT)).isInstanceOf(Reply.Refused.class);
        }
        assertThat(scene.server().requests("heartbeat")).isEmpty();
    }

    @Test
    void aBodyThatStallsCountsAsNoAnswer() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ControlPlane client = scene.client(URI.create("http://127.0.0.1:" + server.getLocalPort()))) {
            Thread.ofVirtual().start(() -> answerHalf(server));

            assertThat(client.heartbeat(BEAT))
                    .isInstanceOfSatisfying(
                            Reply.Away.class, away -> assertThat(away.why()).contains("within 3000 ms"));
        }
    }

    @Test
    void pausesDoubleUpToTheirCapAndJitterFully() {
        Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1), new Random(7));

        for (int failures = 1; failures < 100; failures++) {
            long bound = Math.min(1000, 100L << Math.min(failures - 1, 10));
            assertThat(backoff.after(failures).toMillis()).isBetween(0L, bound);
        }
    }

    @Test
    void aCallIsTriedUntilItIsNotNeeded() throws Exception {
        AtomicInteger tries = new AtomicInteger();

        Reply<String> reply = Scene.quickly().untilAnswered(() -> tries.get() == 3, () -> {
            tries.incrementAndGet();
            return new Reply.Away<>("away");
        });

        assertThat(reply).isInstanceOf(Reply.Away.class);
        assertThat(tries).hasValue(3);
    }

    @Test
    void theMachinesClockGoesOn() {
        BootClock clock = BootClock.system();
        long first = clock.millis();

        org.awaitility.Awaitility.await().until(() -> clock.millis() > first);
    }

    private static void answerHalf(ServerSocket server) {
        try {
            Socket socket = server.accept();
            OutputStream out = socket.getOutputStream();
            out.write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{".getBytes(StandardCharsets.US_ASCII));
            out.flush();
            // Held until the client gives up.
            while (socket.getInputStream().read() >= 0) {
                Thread.onSpinWait();
            }
        } catch (IOException e) {
            assertThat(e).isNotNull();
        }
    }

    @Test
    void aTaskThatCannotBeReadDoesNotHideTheOthers() throws Exception {
        Map<String, Object> odd = Map.of("id", "t0", "attempt", "many");
        scene.server().next("pending", 1, Answer.ok(List.of(odd, Tasks.task("t1"))));

        Reply<List<RunnerTask>> reply = controlPlane.pending(2, Duration.ZERO);

        assertThat(reply)
                .isInstanceOfSatisfying(
                        Reply.Ok.class, ok -> assertThat(ok.data()).isEqualTo(List.of(Tasks.task("t1"))));
    }
}

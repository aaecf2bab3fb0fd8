package dev.paddock.runner.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.paddock.runner.fake.Scene;
import dev.paddock.runner.fake.Tasks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A runner whose engine is gone leaves the work to others, and stays.
@Timeout(60)
class EngineAwayTest {

    @TempDir
    Path folder;

    @Test
    void nothingIsClaimedUntilTheEngineAnswersAgain() throws Exception {
        try (Scene scene = new Scene(folder)) {
            scene.server().on("register", request -> {
                scene.containers().breaks("the engine does not answer");
                return null;
            });
            scene.server().queue(Tasks.task("t1"));
            Worker worker = scene.works();
            try {
                scene.journal().await("heartbeat online", 10);
                assertThat(scene.server().requests("pending")).isEmpty();

                scene.containers().breaks(null);

                scene.journal().await("result success");
            } finally {
                worker.stop(Duration.ZERO);
            }
        }
    }

    @Test
    void whoNeverHadAnEngineIsNotRegisteredBeforeItComes() throws Exception {
        try (Scene scene = new Scene(folder)) {
            scene.containers().breaks("no engine answers");
            scene.server().queue(Tasks.task("t1"));
            List<Integer> shown = new CopyOnWriteArrayList<>();
            Worker worker = new Worker(scene.tools(), Scene.quickly(), shown::add, null);
            worker.start();
            try {
                await().until(() -> scene.containers().looks() > 1);
                assertThat(scene.journal().entries()).isSubsetOf("reaped");
                assertThat(shown).isEmpty();

                scene.containers().breaks(null);

                scene.journal().await("result success");
                assertThat(shown).startsWith(0, 1);
            } finally {
                worker.stop(Duration.ZERO);
            }
        }
    }

    @Test
    void whoWaitsForItsEngineIsStoppedAtOnce() throws Exception {
        try (Scene scene = new Scene(folder)) {
            scene.containers().breaks("no engine answers");
            Worker worker = scene.works();
            await().until(() -> scene.containers().looks() > 0);

            worker.stop(Duration.ofMinutes(5));

            assertThat(worker.awaitEnd()).isEqualTo(new Ending.Stopped());
            assertThat(scene.journal().entries()).isSubsetOf("reaped");
        }
    }

    @Test
    void aRunnerOfOneTaskWaitsForItsEngineNoLongerThanForTheTask() throws Exception {
        try (Scene scene = new Scene(folder)) {
            scene.containers().breaks("no engine answers at unix:///no/such.sock");
            Worker once = Worker.once(scene.tools(), Scene.quickly(), tasks -> {}, null, Duration.ofSeconds(1));
            once.start();

            assertThat(once.awaitEnd())
                    .isEqualTo(new Ending.Unreached("This runner could take no task while it waited for one: no engine"
                            + " answers at unix:///no/such.sock."));
            once.stop(Duration.ZERO);
        }
    }
}

package dev.paddock.runner.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.runner.fake.Scene;
import dev.paddock.runner.fake.Tasks;
import java.nio.file.Path;
import java.time.Duration;
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
            scene.containers().breaks("the engine does not answer");
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
}

package dev.paddock.runner.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoopTest {

    @Test
    void aLoopOutlivesWhateverItsStepThrows() throws Exception {
        CountDownLatch turns = new CountDownLatch(3);
        Loop loop = Loop.start(
                "test",
                () -> {
                    turns.countDown();
                    if (turns.getCount() == 2) {
                        throw new IllegalStateException("a failure of a test");
                    }
                    throw new StackOverflowError("an error of a test");
                },
                Duration.ZERO);
        try {
            assertThat(turns.await(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            loop.stop();
        }
        loop.join();
    }

    @Test
    void aStepThatIsHastenedDoesNotWaitForItsTime() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch turns = new CountDownLatch(2);
        Loop loop = Loop.start(
                "test",
                () -> {
                    turns.countDown();
                    first.countDown();
                    return Duration.ofDays(1);
                },
                Duration.ZERO);
        try {
            assertThat(first.await(20, TimeUnit.SECONDS)).isTrue();

            loop.hasten();

            assertThat(turns.await(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            loop.stop();
        }
        loop.join();
    }
}

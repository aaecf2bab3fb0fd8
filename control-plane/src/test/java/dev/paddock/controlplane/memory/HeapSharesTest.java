package dev.paddock.controlplane.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.memory.HeapShares.Share;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class HeapSharesTest {

    private static final Duration NOW = Duration.ZERO;
    private final HeapShares heap = new HeapShares(10 << 10);

    @Test
    void nobodyGetsWhatOthersHave() throws Exception {
        Share most = heap.take(8 << 10, NOW).orElseThrow();
        assertThat(heap.take(4 << 10, NOW)).isEmpty();
        assertThat(heap.take(2 << 10, NOW)).isPresent();

        most.close();
        most.close();
        assertThat(heap.take(8 << 10, NOW)).isPresent();
        assertThat(heap.take(1, NOW)).isEmpty();
    }

    @Test
    void whoWantsMoreThanThereIsGetsAllOfIt() throws Exception {
        Share all = heap.take(Long.MAX_VALUE, NOW).orElseThrow();
        assertThat(heap.take(1, NOW)).isEmpty();

        all.close();
        assertThat(heap.take(1, NOW)).isPresent();
    }

    @Test
    void whoWaitsIsServedWhenAnotherIsDone() throws Exception {
        Share all = heap.take(10 << 10, NOW).orElseThrow();
        CompletableFuture<Optional<Share>> waiting = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return heap.take(10 << 10, Duration.ofSeconds(30));
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                },
                Thread::startVirtualThread);

        all.close();

        assertThat(waiting.join()).isPresent();
    }
}

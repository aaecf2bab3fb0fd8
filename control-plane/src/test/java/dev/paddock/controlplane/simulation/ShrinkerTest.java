package dev.paddock.controlplane.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShrinkerTest {

    private static final List<Integer> WHOLE = IntStream.range(0, 100).boxed().toList();

    @Test
    void whatMattersIsLeft() {
        assertThat(Shrinker.shrink(WHOLE, part -> part.containsAll(List.of(3, 17, 99)), 1000))
                .containsExactly(3, 17, 99);
    }

    @Test
    void whatCanOnlyGoAfterwardsGoesToo() {
        // 50 matters while 51 is there.
        assertThat(Shrinker.shrink(WHOLE, part -> part.contains(7) && (part.contains(50) || !part.contains(51)), 1000))
                .containsExactly(7);
    }

    @Test
    void patienceHasAnEnd() {
        AtomicInteger tries = new AtomicInteger();
        List<Integer> left = Shrinker.shrink(WHOLE, part -> tries.incrementAndGet() > 0 && part.contains(42), 5);
        assertThat(tries).hasValue(5);
        assertThat(left).contains(42).hasSizeLessThan(50);
    }
}

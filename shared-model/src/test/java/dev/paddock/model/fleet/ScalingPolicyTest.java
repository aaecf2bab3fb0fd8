package dev.paddock.model.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// What holds for every policy and every story of a lane; the stories are random, and the same in each run.
class ScalingPolicyTest {

    private static final Instant START = Instant.parse("2026-01-15T10:30:00Z");
    private static final int STORIES = 500;
    private static final int MOMENTS = 100;

    /// What was answered at a moment of a story.
    private record Answer(Instant at, Demand demand, int desired) {}

    @Test
    void aLaneHasWhatItsTasksTakeAndWhatShallBeIdle() {
        ScalingPolicy policy = new ScalingPolicy(4, 2, 50, Duration.ZERO);

        assertThat(policy.desired(Demand.NONE, START, List.of())).isEqualTo(2);
        assertThat(policy.desired(new Demand(1, 0, 0), START, List.of())).isEqualTo(3);
        assertThat(policy.desired(new Demand(4, 4, 1), START, List.of())).isEqualTo(4);
        assertThat(policy.desired(new Demand(5, 4, 1), START, List.of())).isEqualTo(5);
        assertThat(policy.desired(new Demand(1_000_000, 0, 0), START, List.of()))
                .isEqualTo(50);
    }

    @Test
    void runnersThatAreHalfFullAreNotTakenFromTheirWork() {
        ScalingPolicy policy = new ScalingPolicy(4, 0, 50, Duration.ZERO);

        assertThat(policy.desired(new Demand(0, 3, 3), START, List.of())).isEqualTo(3);
        // What is free at them is enough for those that wait.
        assertThat(policy.desired(new Demand(9, 3, 3), START, List.of())).isEqualTo(3);
        assertThat(policy.desired(new Demand(10, 3, 3), START, List.of())).isEqualTo(4);
    }

    @Test
    void aLaneScalesToZeroAndBack() {
        ScalingPolicy policy = new ScalingPolicy(2, 0, 50, Duration.ofMinutes(5));
        Peak busy = Peak.of(new Demand(3, 4, 2), START);
        Instant cold = START.plus(Duration.ofMinutes(5)).plus(Peak.STEP);

        assertThat(policy.desired(Demand.NONE, START.plusSeconds(300), List.of(busy)))
                .isEqualTo(4);
        assertThat(policy.desired(Demand.NONE, cold, List.of(busy))).isZero();
        assertThat(policy.desired(new Demand(1, 0, 0), cold, List.of(busy))).isEqualTo(1);
    }

    @Test
    void neverFewerThanTheTasksInWorkTakeAndNeverMoreThanTheMost() {
        stories((policy, story) -> assertThat(story).allSatisfy(answer -> {
            int busy = Math.ceilDiv(answer.demand().assigned(), policy.slots());
            assertThat(answer.desired())
                    .isBetween(
                            Math.min(
                                    policy.max(), Math.max(busy, answer.demand().runners())),
                            policy.max())
                    .isGreaterThanOrEqualTo(policy.minIdle());
        }));
    }

    @Test
    void moreThatWaitsNeverMeansFewerRunners() {
        RandomGenerator random = new Random(2);
        stories((policy, story) -> {
            Demand some = demand(random);
            Demand more = new Demand(some.waiting() + random.nextInt(100), some.assigned(), some.runners());
            List<Peak> peaks = story.stream()
                    .map(answer -> Peak.of(answer.demand(), answer.at()))
                    .toList();
            Instant now = story.getLast().at();
            assertThat(policy.desired(more, now, peaks)).isGreaterThanOrEqualTo(policy.desired(some, now, peaks));
        });
    }

    @Test
    void nothingThatWasDesiredIsTakenBackWithinTheCoolDown() {
        stories((policy, story) -> {
            for (int i = 1; i < story.size(); i++) {
                Answer now = story.get(i);
                int atLeast = story.subList(0, i).stream()
                        .filter(before ->
                                Duration.between(before.at(), now.at()).compareTo(policy.cooldown()) < 0)
                        .mapToInt(before -> policy.desired(before.demand(), before.at(), List.of()))
                        .max()
                        .orElse(0);
                assertThat(now.desired()).isGreaterThanOrEqualTo(atLeast);
            }
        });
    }

    @Test
    void whatWasNeededBeforeTheCoolDownIsForgotten() {
        stories((policy, story) -> {
            Answer last = story.getLast();
            Duration longest = policy.cooldown().plus(Peak.STEP);
            int atMost = story.stream()
                    .filter(before -> before.equals(last)
                            || Duration.between(before.at(), last.at()).compareTo(longest) < 0)
                    .mapToInt(before -> policy.desired(before.demand(), before.at(), List.of()))
                    .max()
                    .orElseThrow();
            assertThat(last.desired()).isLessThanOrEqualTo(atMost);
        });
    }

    @Test
    void aPeakKeepsTheMostOfItsStep() {
        Peak first = Peak.of(new Demand(3, 1, 1), Instant.parse("2026-01-15T10:30:19.999Z"));
        Peak second = Peak.of(new Demand(0, 3, 2), Instant.parse("2026-01-15T10:30:10Z"));

        assertThat(first.at()).isEqualTo(Instant.parse("2026-01-15T10:30:10Z"));
        assertThat(first.covers(second)).isFalse();
        assertThat(first.and(second)).isEqualTo(new Peak(first.at(), 4, 2));
        assertThat(first.and(second).covers(first)).isTrue();
        assertThat(first.covers(Peak.of(Demand.NONE, Instant.parse("2026-01-15T10:30:20Z"))))
                .isFalse();
    }

    @Test
    void whatIsOutOfRangeIsNoPolicy() {
        assertThatThrownBy(() -> new ScalingPolicy(0, 0, 1, Duration.ZERO)).hasMessageContaining("slots");
        assertThatThrownBy(() -> new ScalingPolicy(1, 2, 1, Duration.ZERO)).hasMessageContaining("min idle");
        assertThatThrownBy(() -> new ScalingPolicy(1, 0, 0, Duration.ZERO)).hasMessageContaining("max");
        assertThatThrownBy(() -> new ScalingPolicy(1, 0, 1, Duration.ofHours(2)))
                .hasMessageContaining("cool-down");
    }

    /// Tells random stories, each under a policy of its own.
    private static void stories(BiConsumer<ScalingPolicy, List<Answer>> judge) {
        RandomGenerator random = new Random(1);
        for (int i = 0; i < STORIES; i++) {
            int max = 1 + random.nextInt(60);
            ScalingPolicy policy = new ScalingPolicy(
                    1 + random.nextInt(4),
                    random.nextInt(Math.min(3, max) + 1),
                    max,
                    Duration.ofSeconds(random.nextInt(900)));
            judge.accept(policy, story(policy, random));
        }
    }

    /// A lane that is looked at every now and then; each look is remembered.
    private static List<Answer> story(ScalingPolicy policy, RandomGenerator random) {
        List<Answer> story = new ArrayList<>();
        List<Peak> peaks = new ArrayList<>();
        Instant now = START;
        for (int i = 0; i < MOMENTS; i++) {
            now = now.plusMillis(random.nextInt(60_000));
            Demand demand = random.nextInt(3) == 0 ? Demand.NONE : demand(random);
            peaks.add(Peak.of(demand, now));
            story.add(new Answer(now, demand, policy.desired(demand, now, peaks)));
        }
        return story;
    }

    private static Demand demand(RandomGenerator random) {
        int assigned = random.nextInt(40);
        int runners = assigned == 0 ? 0 : 1 + random.nextInt(assigned);
        return new Demand(random.nextInt(40), assigned, runners);
    }
}

package dev.paddock.controlplane.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GroupCommitTest {

    private final CountDownLatch first = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);
    private final List<List<Integer>> groups = new CopyOnWriteArrayList<>();

    private List<Integer> commit(List<Integer> group) {
        groups.add(group);
        if (group.equals(List.of(0))) {
            first.countDown();
            await(go);
        }
        if (group.contains(13)) {
            throw new IllegalArgumentException("unlucky");
        }
        return group.stream().map(number -> -number).toList();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<CompletableFuture<Integer>> offerBehindTheFirst(GroupCommit<Integer, Integer> group, int... numbers) {
        var unused = group.offer(0);
        await(first);
        List<CompletableFuture<Integer>> answers =
                IntStream.of(numbers).mapToObj(group::offer).toList();
        go.countDown();
        return answers;
    }

    @Test
    void whatComesDuringACommitIsCommittedTogetherInItsOrder() {
        try (var group = GroupCommit.start("test", 3, this::commit)) {
            List<CompletableFuture<Integer>> answers = offerBehindTheFirst(group, 1, 2, 3, 4);

            assertThat(answers).extracting(CompletableFuture::join).containsExactly(-1, -2, -3, -4);
            assertThat(groups).containsExactly(List.of(0), List.of(1, 2, 3), List.of(4));
        }
    }

    @Test
    void aBadMemberHarmsOnlyItself() {
        try (var group = GroupCommit.start("test", 9, this::commit)) {
            List<CompletableFuture<Integer>> answers = offerBehindTheFirst(group, 12, 13, 14);

            assertThat(answers.get(0).join()).isEqualTo(-12);
            assertThat(answers.get(2).join()).isEqualTo(-14);
            assertThatThrownBy(() -> answers.get(1).join()).hasRootCauseMessage("unlucky");
        }
    }

    @Test
    void aLedgerThatIsAwayIsNotAskedOnceMoreForEachMember() {
        try (var group = GroupCommit.<Integer, Integer>start("test", 9, numbers -> {
            if (numbers.equals(List.of(0))) {
                return commit(numbers);
            }
            groups.add(numbers);
            throw new IllegalStateException(new SQLTransientConnectionException());
        })) {
            List<CompletableFuture<Integer>> answers = offerBehindTheFirst(group, 1, 2);

            assertThat(answers)
                    .allSatisfy(answer -> assertThatThrownBy(answer::join)
                            .hasRootCauseInstanceOf(SQLTransientConnectionException.class));
            assertThat(groups).containsExactly(List.of(0), List.of(1, 2));
        }
    }

    /// Answers nobody until it may go on, and says then that the ledger did not answer.
    private List<Integer> standStill(List<Integer> group) {
        groups.add(group);
        first.countDown();
        await(go);
        throw new IllegalStateException(new SQLTransientConnectionException());
    }

    @Test
    void whoWaitsForALedgerThatStandsStillWaitsForOneCommitAndNotForThoseBefore() {
        try (var group = GroupCommit.<Integer, Integer>start(
                "test", 2, new Gathering(Duration.ZERO, Duration.ZERO), Duration.ZERO, this::standStill)) {
            List<CompletableFuture<Integer>> answers = offerBehindTheFirst(group, 1, 2, 3, 4, 5);

            assertThat(answers)
                    .allSatisfy(answer -> assertThatThrownBy(answer::join)
                            .hasRootCauseInstanceOf(SQLTransientConnectionException.class));
            assertThat(groups).containsExactly(List.of(0));
            // Those who come later try again.
            assertThatThrownBy(() -> group.ask(6)).hasRootCauseInstanceOf(SQLTransientConnectionException.class);
            assertThat(groups).containsExactly(List.of(0), List.of(6));
        }
    }

    @Test
    void aLedgerThatStandsStillWhileMembersAreRunOneByOneEndsThemAll() {
        try (var group = GroupCommit.<Integer, Integer>start(
                "test", 9, new Gathering(Duration.ZERO, Duration.ZERO), Duration.ZERO, numbers -> {
                    if (numbers.equals(List.of(1))) {
                        groups.add(numbers);
                        throw new IllegalStateException(new SQLTransientConnectionException());
                    }
                    return commit(numbers);
                })) {
            List<CompletableFuture<Integer>> answers = offerBehindTheFirst(group, 1, 13, 2);

            assertThat(answers)
                    .allSatisfy(answer -> assertThatThrownBy(answer::join)
                            .hasRootCauseInstanceOf(SQLTransientConnectionException.class));
            assertThat(groups).containsExactly(List.of(0), List.of(1, 13, 2), List.of(1));
        }
    }

    @Test
    void aBrokenConnectionHarmsNobodyWhoWaitsForTheNext() {
        try (var group = GroupCommit.<Integer, Integer>start("test", 9, numbers -> {
            if (numbers.equals(List.of(0))) {
                first.countDown();
                await(go);
                throw new IllegalStateException(new SQLTransientConnectionException());
            }
            return commit(numbers);
        })) {
            List<CompletableFuture<Integer>> answers = offerBehindTheFirst(group, 1, 2);

            assertThat(answers).extracting(CompletableFuture::join).containsExactly(-1, -2);
        }
    }

    @Test
    void aPaceKeepsCommitsApart() {
        long begun = System.nanoTime();
        try (var group = GroupCommit.start("test", 9, Duration.ofMillis(200), this::commit)) {
            go.countDown();
            group.ask(1);
            group.ask(2);

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
        }
    }

    @Test
    void nobodyWaitsForACommitThatWillNotCome() {
        var group = GroupCommit.start("test", 9, this::commit);
        group.close();

        assertThatThrownBy(() -> group.ask(1)).hasMessageContaining("stopping");
    }
}

package dev.paddock.controlplane.lease;

import dev.paddock.controlplane.fleet.HeartbeatStore;
import dev.paddock.controlplane.fleet.RunnerStore;
import dev.paddock.controlplane.fleet.Runners;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.model.runner.Heartbeat;
import dev.paddock.model.runner.HeartbeatReply;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Many heartbeats in one transaction of a few statements, however many there are.
@Singleton
class HeartbeatBatch {

    /// A heartbeat that came in.
    ///
    /// @param named its `taskIds`; null = everything the runner holds
    record Beat(
            String runner,
            String keyId,
            Heartbeat heartbeat,
            @Nullable List<UUID> named) {

        Sender sender() {
            return new Sender(runner, keyId);
        }

        Stream<Leases.Held> held() {
            return named == null ? Stream.empty() : named.stream().map(task -> new Leases.Held(runner, task));
        }
    }

    /// A runner, and the key that was shown for it: only its own is heard.
    record Sender(String runner, String keyId) {}

    /// What a heartbeat gets.
    sealed interface Answer {
        record Heard(HeartbeatReply reply) implements Answer {}

        record Refused(ProblemException problem) implements Answer {}
    }

    private final HeartbeatStore store;
    private final RunnerStore runners;
    private final Leases leases;

    HeartbeatBatch(HeartbeatStore store, RunnerStore runners, Leases leases) {
        this.store = store;
        this.runners = runners;
        this.leases = leases;
    }

    /// Stores and renews; the answers in the order of `beats`.
    ///
    /// The rows of runners come first, as with registrations and claims, and then those of tasks, each kind in the
    /// order of ids: no two of these transactions can wait for each other.
    @Transactional
    public List<Answer> commit(List<Beat> beats) {
        Map<Sender, RunnerStore.Registered> heard = new HashMap<>();
        store.beat(newest(beats)).forEach(one -> heard.put(new Sender(one.view().id(), one.keyId()), one));
        List<Beat> accepted =
                beats.stream().filter(beat -> heard.containsKey(beat.sender())).toList();
        Set<Leases.Held> lost = accepted.stream().flatMap(Beat::held).collect(Collectors.toCollection(HashSet::new));
        Set<Leases.Holder> holders = unnaming(accepted, heard, 1);
        if (!lost.isEmpty() && !holders.isEmpty()) {
            leases.lock(lost, holders);
        }
        if (!lost.isEmpty()) {
            lost.removeAll(leases.renew(lost));
        }
        if (!holders.isEmpty()) {
            leases.renewAll(holders);
        }
        Set<Leases.Held> cancelled = new HashSet<>();
        if (!lost.isEmpty()) {
            cancelled.addAll(leases.cancelled(lost));
            lost.removeAll(cancelled);
        }
        // Whatever they count: who counts wrongly is told too.
        Set<Leases.Holder> unnaming = unnaming(accepted, heard, 0);
        if (!unnaming.isEmpty()) {
            cancelled.addAll(leases.cancelledOf(unnaming));
        }
        Map<String, RunnerStore.Registered> known = accepted.size() == beats.size()
                ? Map.of()
                : runners.findAll(beats.stream().map(Beat::runner).toList());
        List<Answer> answers = new ArrayList<>();
        for (Beat beat : beats) {
            RunnerStore.Registered runner = heard.get(beat.sender());
            answers.add(
                    runner == null ? refusal(beat, known.get(beat.runner())) : reply(beat, runner, cancelled, lost));
        }
        return answers;
    }

    /// Of a runner that repeated itself, what it said last.
    private static Collection<HeartbeatStore.Beat> newest(List<Beat> beats) {
        Map<Sender, HeartbeatStore.Beat> newest = new LinkedHashMap<>();
        for (Beat beat : beats) {
            Long age = beat.heartbeat().lastPollAgeMs();
            newest.put(
                    beat.sender(),
                    new HeartbeatStore.Beat(
                            beat.runner(),
                            beat.keyId(),
                            beat.heartbeat().status(),
                            beat.heartbeat().currentJobs(),
                            age == null ? null : Math.toIntExact(age / 1000),
                            Boolean.TRUE.equals(beat.heartbeat().draining())));
        }
        return newest.values();
    }

    /// The processes that name no tasks and have at least so many `jobs` by their own count.
    private static Set<Leases.Holder> unnaming(
            List<Beat> accepted, Map<Sender, RunnerStore.Registered> heard, int jobs) {
        Set<Leases.Holder> holders = new HashSet<>();
        for (Beat beat : accepted) {
            RunnerStore.Registered runner = heard.get(beat.sender());
            if (runner != null && beat.named() == null && beat.heartbeat().currentJobs() >= jobs) {
                holders.add(new Leases.Holder(beat.runner(), runner.session()));
            }
        }
        return holders;
    }

    /// A runner that stops by itself is not told to: the order is the operator's.
    private static Answer reply(
            Beat beat, RunnerStore.Registered runner, Set<Leases.Held> cancelled, Set<Leases.Held> lost) {
        Stream<Leases.Held> told = beat.named() == null
                ? cancelled.stream().filter(held -> held.runner().equals(beat.runner()))
                : beat.held().filter(cancelled::contains);
        return new Answer.Heard(new HeartbeatReply(
                runner.view(), ids(told), ids(beat.held().filter(lost::contains)), runner.drained()));
    }

    private static List<String> ids(Stream<Leases.Held> tasks) {
        return tasks.map(held -> held.task().toString()).distinct().toList();
    }

    private static Answer refusal(Beat beat, RunnerStore.@Nullable Registered runner) {
        // A runner that registered while this was decided is told to do so again.
        return new Answer.Refused(
                Runners.refusal(beat.runner(), runner, beat.keyId()).orElseGet(() -> Runners.gone(beat.runner())));
    }
}

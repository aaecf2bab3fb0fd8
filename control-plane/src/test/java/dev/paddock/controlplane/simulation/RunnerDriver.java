package dev.paddock.controlplane.simulation;

import dev.paddock.controlplane.command.CommandCalls;
import dev.paddock.controlplane.finding.ResultCalls;
import dev.paddock.controlplane.fleet.FleetCalls;
import dev.paddock.controlplane.lease.LeaseCalls;
import dev.paddock.model.finding.FileReview;
import dev.paddock.model.finding.ReviewedStatus;
import dev.paddock.model.run.FailureReason;
import dev.paddock.model.runner.HeartbeatReply;
import dev.paddock.model.runner.RunnerStatus;
import dev.paddock.model.task.Commit;
import dev.paddock.model.task.Metrics;
import dev.paddock.model.task.Outcome;
import dev.paddock.model.task.TaskCalls;
import dev.paddock.model.task.TaskResult;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/// Makes the steps of runners, and the sweeper's.
@Singleton
class RunnerDriver {

    private static final String OTHER_COMMIT = "b".repeat(40);

    private final LeaseCalls leases;
    private final ResultCalls results;
    private final FleetCalls fleet;
    private final CommandCalls commands;

    RunnerDriver(LeaseCalls leases, ResultCalls results, FleetCalls fleet, CommandCalls commands) {
        this.leases = leases;
        this.results = results;
        this.fleet = fleet;
        this.commands = commands;
    }

    Answer make(Step step) {
        return switch (step) {
            case Step.Phase phase ->
                said(leases.enter(phase.task(), phase.phase(), phase.keyId()).isPresent() ? "leased" : "refused");
            case Step.Beat beat -> said(beat(beat));
            case Step.Result result -> said(result(result));
            case Step.HandBack(String run, UUID task) -> said(leases.handBack(run, task) ? "returned" : "lease_lost");
            case Step.Sweep() -> Driver.done(leases::sweep);
            case Step.Register one ->
                Driver.done(() -> fleet.register(one.runner(), one.keyId(), one.session(), one.slots(), one.tags()));
            case Step.Deregister(String runner, String keyId) -> Driver.done(() -> fleet.deregister(runner, keyId));
            case Step.Drain(String runner, boolean draining) -> Driver.done(() -> fleet.drain(runner, draining));
            case Step.Orders orders -> said(orders(orders));
            default -> throw new IllegalArgumentException("not a runner's: " + step);
        };
    }

    private static Answer said(String said) {
        return Answer.said(said);
    }

    private String beat(Step.Beat beat) {
        HeartbeatReply reply = leases.beat(
                beat.runner(),
                beat.keyId(),
                beat.offline() ? RunnerStatus.OFFLINE : RunnerStatus.ONLINE,
                beat.jobs(),
                beat.named());
        return "cancelled %s, lost %s, drain %s"
                .formatted(new TreeSet<>(reply.cancelTaskIds()), new TreeSet<>(reply.lostTaskIds()), reply.drain());
    }

    private String result(Step.Result step) {
        boolean reviewed = step.way() == Step.Way.REVIEWED || step.way() == Step.Way.OTHER_COMMIT;
        TaskResult result = new TaskResult(
                step.runner(),
                reviewed ? Outcome.SUCCESS : Outcome.FAILED,
                reviewed
                        ? List.of(new FileReview("attempt-" + step.attempt(), ReviewedStatus.REVIEWED, List.of(), null))
                        : List.of(),
                0,
                null,
                new Metrics(null, null, null, null, null, null, null),
                reviewed ? null : "It did not work.",
                reviewed ? null : FailureReason.of(Ends.word(step.way())),
                new Commit(step.way() == Step.Way.OTHER_COMMIT ? OTHER_COMMIT : Driver.COMMIT, null),
                null);
        TaskCalls.ResultReply reply = results.accept(step.task(), step.keyId(), result, step.digest());
        return reply.status() + " " + reply.runStatus().wire();
    }

    private String orders(Step.Orders orders) {
        CommandCalls.Said said = commands.look(orders.runners(), orders.back());
        Set<String> cancelled = new TreeSet<>();
        said.cancelled().forEach((runner, tasks) -> tasks.forEach(task -> cancelled.add(runner + " " + task)));
        Set<String> draining = new TreeSet<>(said.draining());
        draining.retainAll(orders.runners());
        return "draining %s, cancelled %s".formatted(draining, cancelled);
    }
}

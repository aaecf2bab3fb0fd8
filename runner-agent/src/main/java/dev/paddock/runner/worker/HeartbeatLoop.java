package dev.paddock.runner.worker;

import dev.paddock.model.runner.Heartbeat;
import dev.paddock.model.runner.HeartbeatReply;
import dev.paddock.model.runner.Registration;
import dev.paddock.model.runner.RunnerStatus;
import dev.paddock.runner.controlplane.ControlPlane;
import dev.paddock.runner.controlplane.Reply;
import dev.paddock.runner.review.Cancellation.Cause;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Registers this runner, and keeps it and its leases alive; passes on what the control plane orders.
final class HeartbeatLoop implements Loop.Step {

    /// After a heartbeat without an answer.
    private static final Duration SOON = Duration.ofSeconds(2);

    private final ControlPlane controlPlane;
    private final Session session;
    private final HeldTasks held;
    private final ClaimLoop claims;
    private final Term term;
    private final EngineWatch engine;
    private boolean equipped;
    private volatile boolean leaving;

    HeartbeatLoop(
            ControlPlane controlPlane,
            Session session,
            HeldTasks held,
            ClaimLoop claims,
            Term term,
            EngineWatch engine) {
        this.controlPlane = controlPlane;
        this.session = session;
        this.held = held;
        this.claims = claims;
        this.term = term;
        this.engine = engine;
    }

    /// From the next heartbeat on they say that this runner stops, and takes nothing more.
    void leave() {
        leaving = true;
    }

    @Override
    public Duration run() throws InterruptedException {
        Optional<Registration> registration = session.current();
        if (registration.isPresent()) {
            return beat(registration.get());
        }
        // Who has just registered counts as free. One that has worked may have leases to keep, whatever its engine
        // does.
        if (!equipped && engine.isTroubled("this runner registers when it does")) {
            return EngineWatch.LOOK;
        }
        equipped = true;
        return session.register();
    }

    private Duration beat(Registration registration) throws InterruptedException {
        List<String> ids = held.ids();
        RunnerStatus status = ids.isEmpty() ? RunnerStatus.ONLINE : RunnerStatus.BUSY;
        // Left out by one that goes on, as by agents that do not know the word. Who has its only task stops after it.
        @Nullable Boolean draining = (leaving || term.isOver()) ? Boolean.TRUE : null;
        Heartbeat beat = new Heartbeat(status, ids.size(), ids, claims.pollAge(), draining);
        return switch (controlPlane.heartbeat(beat)) {
            case Reply.Ok<HeartbeatReply>(HeartbeatReply reply, long startedAt) -> {
                session.heard();
                obey(reply, ids, startedAt);
                yield Duration.ofMillis(registration.heartbeatIntervalMs());
            }
            case Reply.Refused<HeartbeatReply> refused -> refused(refused);
            case Reply.Away<HeartbeatReply>(String why) -> {
                session.away(why);
                yield SOON;
            }
        };
    }

    private void obey(HeartbeatReply reply, List<String> named, long startedAt) {
        for (String id : named) {
            if (!reply.lostTaskIds().contains(id) && !reply.cancelTaskIds().contains(id)) {
                held.find(id).ifPresent(review -> review.renewed(startedAt));
            }
        }
        reply.cancelTaskIds().forEach(id -> order(id, Cause.CANCELLED));
        reply.lostTaskIds().forEach(id -> order(id, Cause.LOST));
        claims.drain(reply.drain(), startedAt);
    }

    private void order(String id, Cause cause) {
        held.find(id).ifPresent(review -> review.order(cause));
    }

    private Duration refused(Reply.Refused<HeartbeatReply> refused) {
        if (refused.status() == 404) {
            session.expire();
            return Duration.ZERO;
        }
        if (session.renews(refused)) {
            return Duration.ZERO;
        }
        if (refused.status() == 410) {
            session.end("This runner was deregistered; start it again to have it register anew.");
            return SOON;
        }
        Refusal.ofCredentials(refused).ifPresent(session::end);
        session.away(refused.problem().detail());
        return SOON;
    }
}

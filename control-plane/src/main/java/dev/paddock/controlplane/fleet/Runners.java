package dev.paddock.controlplane.fleet;

import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.model.event.RunnerEvent;
import dev.paddock.model.problem.ProblemCode;
import dev.paddock.model.runner.RunnerView;
import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Registers and deregisters runners, and says whose they are.
@Singleton
public class Runners {

    private final RunnerStore runners;
    private final RunnerCredentials credentials;
    private final RunnerEvents events;
    private final Event<RunnerLeft> left;

    Runners(RunnerStore runners, RunnerCredentials credentials, RunnerEvents events, Event<RunnerLeft> left) {
        this.runners = runners;
        this.credentials = credentials;
        this.events = events;
        this.left = left;
    }

    /// The registered runner. 403 `runner_taken` when another key that still works has the id, `not_your_runner`
    /// when the key is a credential of another runner; 409 `runner_alive` when a process is heard of with another
    /// credential than the one that this one replaces; 400 when it lacks a tag that its credential asks for.
    ///
    /// A credential whose successor registers ends with that: until then both work, so an enrolment whose reply
    /// nobody heard takes no work away.
    @Transactional
    RunnerView register(RunnerHeaders headers, String keyId) {
        RunnerCredentials.Terms terms = credentials.terms(keyId);
        terms.check(headers);
        Optional<RunnerStore.Registered> before =
                runners.lock(headers.id()).filter(runner -> !runner.keyId().equals(keyId));
        before.ifPresent(runner -> expectOpen(runner, terms));
        String former = before.map(RunnerStore.Registered::keyId).orElse(null);
        // One that came between the two statements is of another key.
        RunnerStore.Registered registered =
                runners.register(headers, keyId, former, terms).orElseThrow(() -> taken(headers.id()));
        if (former != null) {
            credentials.replaced(former, headers.id());
        }
        if (headers.instance()) {
            left.fire(new RunnerLeft(headers.id(), headers.session()));
        }
        events.append(
                headers.id(),
                new RunnerEvent.Registered(headers.name(), headers.version(), headers.slots(), headers.tags()));
        events.heard(headers.id());
        return registered.view();
    }

    private void expectOpen(RunnerStore.Registered runner, RunnerCredentials.Terms terms) {
        String id = runner.view().id();
        switch (credentials.succession(runner.keyId(), id, terms)) {
            case OPEN -> {}
            case WHEN_GONE -> {
                if (runner.alive()) {
                    throw alive(id);
                }
            }
            case NEVER -> throw taken(id);
        }
    }

    private static ProblemException taken(String id) {
        return new ProblemException(
                ProblemCode.RUNNER_TAKEN, "The runner id " + id + " belongs to another key; choose another id.");
    }

    /// 409: nobody takes the id from a process that is heard of.
    public static ProblemException alive(String id) {
        return new ProblemException(
                ProblemCode.RUNNER_ALIVE,
                "Another process is heard of as the runner " + id
                        + "; repeat the call until it is missed, or give each its own id.");
    }

    /// Marks the runner as gone; the record stays. Repeating it is fine. `own` = only when it is the key's.
    @Transactional
    RunnerView deregister(String id, String keyId, boolean own) {
        RunnerStore.Registered runner = runners.lock(id).orElseThrow(() -> ProblemException.notFound("runner", id));
        boolean before = runner.deregistered();
        if (own && !before) {
            owned(id, runner, keyId);
        } else if (own && !runner.keyId().equals(keyId)) {
            throw notYours(id);
        }
        RunnerStore.Registered gone = runners.deregister(id).orElseThrow();
        left.fire(new RunnerLeft(id, null));
        if (!before) {
            events.gone(id);
        }
        return gone.view();
    }

    /// 400 for a text that no runner can have as its id.
    public static void expectId(String field, String id) {
        if (!RunnerHeaders.isId(id)) {
            throw ProblemException.invalid(field, "must be the id of a runner as it registers");
        }
    }

    /// Lets the runner drain, or take tasks again. 404 when it is unknown.
    @Transactional
    RunnerView drain(String id, boolean draining) {
        if (runners.drain(id, draining)) {
            events.draining(id, draining);
        }
        return runners.find(id)
                .orElseThrow(() -> ProblemException.notFound("runner", id))
                .view();
    }

    /// The runner `id` of the key; 404 when it is unknown, 403 when it is another key's, 410 when it is gone.
    public RunnerStore.Registered owned(String id, String keyId) {
        return owned(id, runners.find(id).orElse(null), keyId);
    }

    /// As [#owned(String, String)], of a runner that was looked for already; null = there is none.
    public static RunnerStore.Registered owned(String id, RunnerStore.@Nullable Registered runner, String keyId) {
        refusal(id, runner, keyId).ifPresent(refusal -> {
            throw refusal;
        });
        return Objects.requireNonNull(runner);
    }

    /// Why the key may not speak for the runner `id`, as [#owned] judges; empty when it may.
    public static Optional<ProblemException> refusal(String id, RunnerStore.@Nullable Registered runner, String keyId) {
        if (runner == null) {
            return Optional.of(new ProblemException(
                    ProblemCode.NOT_FOUND, "There is no runner " + id + "; register it, then repeat the call."));
        }
        if (!runner.keyId().equals(keyId)) {
            return Optional.of(notYours(id));
        }
        return runner.deregistered() ? Optional.of(gone(id)) : Optional.empty();
    }

    private static ProblemException notYours(String id) {
        return new ProblemException(
                ProblemCode.NOT_YOUR_RUNNER, "The runner " + id + " belongs to another key; use that key.");
    }

    /// 410: the runner has to register again.
    public static ProblemException gone(String id) {
        return new ProblemException(
                ProblemCode.RUNNER_GONE, "The runner " + id + " was deregistered; register it again.");
    }
}

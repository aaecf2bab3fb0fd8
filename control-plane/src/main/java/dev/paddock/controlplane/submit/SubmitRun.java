package dev.paddock.controlplane.submit;

import dev.paddock.controlplane.catalog.AgentStore;
import dev.paddock.controlplane.catalog.AgentView;
import dev.paddock.controlplane.catalog.CatalogConfig;
import dev.paddock.controlplane.catalog.DefaultAgent;
import dev.paddock.controlplane.catalog.RegisterRepository;
import dev.paddock.controlplane.catalog.RepositoryStore;
import dev.paddock.controlplane.catalog.RepositoryView;
import dev.paddock.controlplane.event.EventStore;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.run.Admission;
import dev.paddock.controlplane.run.RunStore;
import dev.paddock.controlplane.run.TaskStore;
import dev.paddock.controlplane.sql.Ids;
import dev.paddock.model.event.RunEvent;
import dev.paddock.model.problem.ProblemCode;
import dev.paddock.model.run.RunId;
import dev.paddock.model.run.RunSpec;
import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Accepts a run: it is accepted when its row, its task and its event are committed, all or none.
@Singleton
public class SubmitRun {

    /// Who asks, and how a repeat of the same request is known.
    ///
    /// @param by the key's id, or what else names the caller
    /// @param scope whose `key` it is
    /// @param key the caller's idempotency key; null = every request is a new run
    /// @param traceparent W3C trace context of the caller
    public record Request(
            RunSpec spec,
            String by,
            String scope,
            @Nullable String key,
            @Nullable String traceparent) {}

    private static final Pattern TRACEPARENT = Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    private final Target target;
    private final Accept accept;

    SubmitRun(Target target, Accept accept) {
        this.target = target;
        this.accept = accept;
    }

    /// The accepted run's id; the first one's when the request is a repeat. Problems: 400 and 422 as documented.
    public RunId submit(Request request) {
        RunSpec spec = SubmissionRules.complete(request.spec());
        // Before the transaction: a name service may take seconds, and no connection waits for it.
        AgentView agent = target.agent(spec.agentId());
        RepositoryView repository = target.repository(Objects.requireNonNull(spec.repository()), request.by());
        return accept.accept(request, spec, agent, repository);
    }

    /// Stores a run with its task and its event.
    @Singleton
    static class Accept {

        private final RunStore runs;
        private final TaskStore tasks;
        private final RequestKeys keys;
        private final EventStore events;
        private final Admission admission;
        private final Event<TaskStore.MadeReady> ready;

        Accept(
                RunStore runs,
                TaskStore tasks,
                RequestKeys keys,
                EventStore events,
                Admission admission,
                Event<TaskStore.MadeReady> ready) {
            this.runs = runs;
            this.tasks = tasks;
            this.keys = keys;
            this.events = events;
            this.admission = admission;
            this.ready = ready;
        }

        @Transactional
        public RunId accept(Request request, RunSpec spec, AgentView agent, RepositoryView repository) {
            RunId id = Ids.run();
            if (request.key() != null) {
                RunId first = keys.take(request.scope(), request.key(), request.spec(), id);
                if (!first.equals(id)) {
                    return first;
                }
            }
            String base = spec.base();
            String baseSha = base != null && SubmissionRules.isSha(base) ? base : null;
            runs.insert(new RunStore.NewRun(
                    id,
                    repository.id(),
                    agent.id(),
                    spec,
                    sorted(agent.tags(), Objects.requireNonNull(spec.tags())),
                    baseSha,
                    SubmissionRules.merge(agent.config(), Objects.requireNonNullElse(spec.config(), Map.of())),
                    Objects.requireNonNullElse(spec.timeoutSeconds(), agent.timeoutSeconds()),
                    agent.maxAttempts(),
                    request.by(),
                    traceparent(request)));
            addTask(id, spec, base != null && baseSha == null);
            events.append(id, 1, new RunEvent.Queued());
            return id;
        }

        private void addTask(RunId id, RunSpec spec, boolean baseUnresolved) {
            if (spec.commit() == null || baseUnresolved) {
                tasks.add(id, TaskStore.Hold.RESOLVING_REF, null);
                ready.fire(new TaskStore.MadeReady());
                return;
            }
            UUID task = tasks.add(id, TaskStore.Hold.NOT_BEFORE, Duration.ZERO);
            if (spec.notBefore() == null) {
                admission.admit(List.of(task));
            } else {
                tasks.hold(task, TaskStore.Hold.NOT_BEFORE, spec.notBefore());
            }
        }

        /// Anything else than a trace context is ignored, as W3C demands.
        private static @Nullable String traceparent(Request request) {
            String text = request.traceparent();
            return text != null && TRACEPARENT.matcher(text).matches() ? text : null;
        }

        private static List<String> sorted(List<String> agent, List<String> run) {
            TreeSet<String> tags = new TreeSet<>(agent);
            tags.addAll(run);
            return List.copyOf(tags);
        }
    }

    /// Finds what a submission is about.
    @Singleton
    static class Target {

        private final AgentStore agents;
        private final RepositoryStore repositories;
        private final RegisterRepository register;
        private final CatalogConfig config;

        Target(AgentStore agents, RepositoryStore repositories, RegisterRepository register, CatalogConfig config) {
            this.agents = agents;
            this.repositories = repositories;
            this.register = register;
            this.config = config;
        }

        AgentView agent(@Nullable String reference) {
            String wanted = reference == null ? DefaultAgent.NAME : reference;
            return agents.find(wanted)
                    .orElseThrow(() -> new ProblemException(
                            ProblemCode.UNKNOWN_AGENT,
                            "There is no review agent " + wanted + "; GET /v1/agents lists them."));
        }

        RepositoryView repository(String reference, String by) {
            return repositories.find(reference).orElseGet(() -> {
                boolean url = reference.contains("://") || reference.matches("[^/]+@[^/]+:.+");
                if (!url || !config.registerByUrl()) {
                    throw new ProblemException(
                            ProblemCode.UNKNOWN_REPOSITORY,
                            "The repository " + reference
                                    + " is not registered; register it with POST /v1/repositories.");
                }
                return register.register(reference, null, null, by).repository();
            });
        }
    }
}

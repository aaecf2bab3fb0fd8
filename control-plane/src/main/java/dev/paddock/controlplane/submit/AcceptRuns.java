package dev.paddock.controlplane.submit;

import dev.paddock.controlplane.audit.AuditLog;
import dev.paddock.controlplane.catalog.AgentView;
import dev.paddock.controlplane.http.MergePatch;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.repository.RepositoryView;
import dev.paddock.controlplane.run.RunStore;
import dev.paddock.controlplane.sql.Ids;
import dev.paddock.controlplane.submit.SubmitRun.Outcome;
import dev.paddock.controlplane.submit.SubmitRun.Request;
import dev.paddock.controlplane.trace.TraceContext;
import dev.paddock.controlplane.usage.Plans;
import dev.paddock.model.problem.ProblemCode;
import dev.paddock.model.run.RunId;
import dev.paddock.model.run.RunSpec;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;

/// Decides about submissions, a few statements for all that came together.
@Singleton
class AcceptRuns {

    /// A request that may be accepted, and the run that it would be.
    ///
    /// @param limited whether its repository has limits
    private record Wanted(Request request, RunStore.NewRun run, boolean limited) {}

    private final Targets targets;
    private final RequestKeys keys;
    private final StoreRuns store;
    private final AuditLog audit;
    private final Plans plans;

    AcceptRuns(Targets targets, RequestKeys keys, StoreRuns store, AuditLog audit, Plans plans) {
        this.plans = plans;
        this.audit = audit;
        this.targets = targets;
        this.keys = keys;
        this.store = store;
    }

    /// What becomes of each request, in their order. The requests' members are complete and checked.
    @Transactional
    public List<Outcome> accept(List<Request> requests) {
        Targets.Known known = targets.find(requests.stream().map(Request::spec).toList());
        List<Outcome> outcomes = new ArrayList<>();
        List<Wanted> wanted = new ArrayList<>();
        List<RequestKeys.Key> asked = new ArrayList<>();
        for (Request request : requests) {
            outcomes.add(judge(request, known, wanted, asked));
        }
        Map<RunId, Outcome> repeats = keys.take(asked);
        settle(outcomes, repeats);
        List<Wanted> fresh = without(wanted, repeats.keySet());
        Map<RunId, Outcome> refused = refused(fresh);
        keys.drop(asked, refused.keySet());
        settle(outcomes, refused);
        fresh = without(fresh, refused.keySet());
        store.store(fresh.stream().map(Wanted::run).toList());
        audit.append(fresh.stream().map(AcceptRuns::entry).toList());
        return outcomes;
    }

    /// Replaces what was to be accepted. What repeats a request of the same call that is refused is refused with it.
    private static void settle(List<Outcome> outcomes, Map<RunId, Outcome> others) {
        outcomes.replaceAll(
                outcome -> outcome instanceof Outcome.Accepted(RunId id) ? others.getOrDefault(id, outcome) : outcome);
    }

    private static List<Wanted> without(List<Wanted> wanted, Set<RunId> ids) {
        return wanted.stream().filter(one -> !ids.contains(one.run().id())).toList();
    }

    /// What becomes of those that their repositories may not have. Asks nobody where no repository has limits.
    private Map<RunId, Outcome> refused(List<Wanted> fresh) {
        SequencedMap<RunId, String> limited = new LinkedHashMap<>();
        fresh.stream()
                .filter(Wanted::limited)
                .forEach(one -> limited.put(one.run().id(), one.run().repositoryId()));
        Map<RunId, Outcome> refused = new HashMap<>();
        plans.refuse(limited).forEach((run, why) -> refused.put(run, new Outcome.Refused(why)));
        return refused;
    }

    private static AuditLog.Entry entry(Wanted wanted) {
        RunStore.NewRun run = wanted.run();
        return new AuditLog.Entry(
                wanted.request().origin(),
                "run.submit",
                run.id().value(),
                Map.of("agent", run.agentId(), "repository", run.repositoryId()),
                TraceContext.parse(run.traceparent()).map(TraceContext::traceId).orElse(null));
    }

    private Outcome judge(Request request, Targets.Known known, List<Wanted> wanted, List<RequestKeys.Key> asked) {
        RunSpec spec = request.spec();
        try {
            AgentView agent = known.agent(spec);
            RepositoryView repository = known.repository(spec);
            if (repository == null) {
                return targets.unregistered(spec);
            }
            refuseUnlessOfAgent(agent, repository);
            RunId id = Ids.run();
            String key = request.key();
            if (key != null) {
                asked.add(new RequestKeys.Key(request.scope(), key, spec, id));
            }
            wanted.add(new Wanted(
                    request,
                    run(id, request, agent, repository),
                    repository.limits().any()));
            return new Outcome.Accepted(id);
        } catch (ProblemException problem) {
            return new Outcome.Refused(problem);
        }
    }

    private static void refuseUnlessOfAgent(AgentView agent, RepositoryView repository) {
        if (!agent.repositoryIds().isEmpty() && !agent.repositoryIds().contains(repository.id())) {
            throw new ProblemException(
                    ProblemCode.NOT_OF_AGENT,
                    "The agent " + agent.name() + " does not review " + repository.name()
                            + "; add the repository to its repository_ids or choose another agent.");
        }
    }

    private static RunStore.NewRun run(RunId id, Request request, AgentView agent, RepositoryView repository) {
        RunSpec spec = request.spec();
        String base = spec.base();
        return new RunStore.NewRun(
                id,
                repository.id(),
                agent.id(),
                spec,
                sorted(agent.tags(), Objects.requireNonNull(spec.tags())),
                base != null && SubmissionRules.isSha(base) ? base : null,
                MergePatch.merge(agent.config(), Objects.requireNonNullElse(spec.config(), Map.of())),
                Objects.requireNonNullElse(spec.timeoutSeconds(), agent.timeoutSeconds()),
                agent.maxAttempts(),
                request.by(),
                request.traceparent(),
                Supersede.applies(agent, spec),
                null);
    }

    private static List<String> sorted(List<String> agent, List<String> run) {
        TreeSet<String> tags = new TreeSet<>(agent);
        tags.addAll(run);
        return List.copyOf(tags);
    }
}

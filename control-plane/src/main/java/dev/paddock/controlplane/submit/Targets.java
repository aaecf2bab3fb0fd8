package dev.paddock.controlplane.submit;

import dev.paddock.controlplane.access.Scope;
import dev.paddock.controlplane.catalog.AgentStore;
import dev.paddock.controlplane.catalog.AgentView;
import dev.paddock.controlplane.catalog.CatalogConfig;
import dev.paddock.controlplane.catalog.DefaultAgent;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.repository.RegisterRepository;
import dev.paddock.controlplane.repository.RepositoryStore;
import dev.paddock.controlplane.repository.RepositoryView;
import dev.paddock.model.problem.ProblemCode;
import dev.paddock.model.run.RunSpec;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds what submissions are about: two statements for all that are accepted together.
@Singleton
class Targets {

    /// The agents and repositories that some submissions name, each by its id, its name and its clone URL.
    record Known(Map<String, AgentView> agents, Map<String, RepositoryView> repositories) {

        /// 422 when there is none.
        AgentView agent(RunSpec spec) {
            AgentView agent = agents.get(name(spec));
            if (agent == null) {
                throw unknown(spec);
            }
            return agent;
        }

        /// Null when nobody has registered it.
        @Nullable
        RepositoryView repository(RunSpec spec) {
            return repositories.get(spec.repository());
        }
    }

    private final AgentStore agents;
    private final RepositoryStore repositories;
    private final RegisterRepository register;
    private final CatalogConfig config;

    Targets(AgentStore agents, RepositoryStore repositories, RegisterRepository register, CatalogConfig config) {
        this.register = register;
        this.agents = agents;
        this.repositories = repositories;
        this.config = config;
    }

    Known find(List<RunSpec> specs) {
        Map<String, AgentView> byReference = new HashMap<>();
        agents.findAll(specs.stream().map(Targets::name).distinct().toList()).forEach(agent -> {
            byReference.put(agent.id(), agent);
            byReference.put(agent.name(), agent);
        });
        Map<String, RepositoryView> repositoriesByReference = new HashMap<>();
        repositories
                .findAll(specs.stream()
                        .map(spec -> Objects.requireNonNull(spec.repository()))
                        .distinct()
                        .toList())
                .forEach(repository -> {
                    repositoriesByReference.put(repository.id(), repository);
                    repositoriesByReference.put(repository.name(), repository);
                    repositoriesByReference.put(repository.cloneUrl(), repository);
                });
        return new Known(byReference, repositoriesByReference);
    }

    /// 422 for an agent beyond `scope`, as for one that is not there.
    void expectAgent(RunSpec spec, Scope scope) {
        if (find(List.of(spec)).agent(spec).within(scope).isEmpty()) {
            throw unknown(spec);
        }
    }

    private static ProblemException unknown(RunSpec spec) {
        return new ProblemException(
                ProblemCode.UNKNOWN_AGENT,
                "There is no review agent " + name(spec) + "; choose one that GET /v1/agents lists.");
    }

    /// Registers the repository that `request` names by its URL; the problem when it may not be. Asking a name service
    /// may take seconds: no transaction may wait for it.
    Optional<ProblemException> register(SubmitRun.Request request) {
        try {
            register.register(Objects.requireNonNull(request.spec().repository()), request.origin());
            return Optional.empty();
        } catch (ProblemException problem) {
            return Optional.of(problem.of("repository"));
        }
    }

    /// Registers what may be registered of the repositories that `requests` name and nobody has registered.
    void register(List<SubmitRun.Request> requests) {
        List<SubmitRun.Request> named = requests.stream()
                .filter(request -> request.spec() != null && request.spec().repository() != null)
                .toList();
        Known known = find(named.stream().map(SubmitRun.Request::spec).toList());
        Set<String> tried = new HashSet<>();
        for (SubmitRun.Request request : named) {
            if (known.repository(request.spec()) == null
                    && unregistered(request.spec()) instanceof SubmitRun.Outcome.Unregistered(String url)
                    && tried.add(url)) {
                // Refused here, it is refused there, with its reason.
                var unused = register(request);
            }
        }
    }

    /// What becomes of a submission whose repository nobody has registered.
    SubmitRun.Outcome unregistered(RunSpec spec) {
        String reference = Objects.requireNonNull(spec.repository());
        boolean url = reference.contains("://") || reference.matches("[^/]+@[^/]+:.+");
        return url && config.registerByUrl()
                ? new SubmitRun.Outcome.Unregistered(reference)
                : new SubmitRun.Outcome.Refused(new ProblemException(
                        ProblemCode.UNKNOWN_REPOSITORY,
                        "The repository " + reference + " is not registered; register it with POST /v1/repositories."));
    }

    private static String name(RunSpec spec) {
        return Objects.requireNonNullElse(spec.agentId(), DefaultAgent.NAME);
    }
}

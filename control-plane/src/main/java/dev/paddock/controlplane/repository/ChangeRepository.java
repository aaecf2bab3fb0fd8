package dev.paddock.controlplane.repository;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paddock.controlplane.audit.AuditLog;
import dev.paddock.controlplane.audit.Origin;
import dev.paddock.controlplane.http.MergePatch;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.model.problem.ProblemCode;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Changes and deletes repositories.
@Singleton
class ChangeRepository {

    private static final TypeReference<Map<String, @Nullable Object>> OBJECT = new TypeReference<>() {};
    /// Whoever loses more races than this is in a fight.
    private static final int TRIES = 5;

    private final RepositoryStore repositories;
    private final RegisterRepository register;
    private final Credentials credentials;
    private final ObjectMapper json;
    private final AuditLog audit;

    ChangeRepository(
            RepositoryStore repositories,
            RegisterRepository register,
            Credentials credentials,
            ObjectMapper json,
            AuditLog audit) {
        this.audit = audit;
        this.repositories = repositories;
        this.register = register;
        this.credentials = credentials;
        this.json = json;
    }

    /// The repository with `patch` over it (RFC 7396). 404 when there is none, 400 naming what is refused, also a name
    /// or URL that another one has.
    RepositoryView update(String id, @Nullable Map<String, @Nullable Object> patch, Origin by)
            throws JsonProcessingException {
        if (patch == null) {
            throw new ProblemException(
                    ProblemCode.MALFORMED_REQUEST, "The body is missing; send a JSON object with what shall change.");
        }
        for (int i = 0; i < TRIES; i++) {
            RepositoryView old = find(id);
            Optional<RepositoryView> changed = update(old, patch, by);
            if (changed.isPresent()) {
                return changed.get();
            }
            if (repositories.find(old.id()).filter(old::equals).isPresent()) {
                throw ProblemException.invalid(
                        patch.get("clone_url") == null ? "name" : "clone_url",
                        "is taken by another repository; choose another");
            }
        }
        throw new ProblemException(
                ProblemCode.UNAVAILABLE, "Others kept changing the repository " + id + "; repeat the call.");
    }

    private Optional<RepositoryView> update(RepositoryView old, Map<String, @Nullable Object> patch, Origin by)
            throws JsonProcessingException {
        Map<String, @Nullable Object> merged = MergePatch.merge(json.convertValue(old, OBJECT), patch);
        RepositoryView.Registration wanted =
                json.readValue(json.writeValueAsString(merged), RepositoryView.Registration.class);
        RepositoryRules.checkSent(wanted, patch.keySet());
        if (wanted.name() == null || wanted.owner() == null) {
            throw ProblemException.invalid(
                    wanted.name() == null ? "name" : "owner", "cannot be removed; give it a value or leave it out");
        }
        String url = Objects.requireNonNull(wanted.cloneUrl());
        boolean keep = !patch.containsKey("credential");
        if (!url.equals(old.cloneUrl())) {
            register.checkSource(url);
            if (keep && old.hasCredential() && !server(url).equals(server(old.cloneUrl()))) {
                throw ProblemException.invalid(
                        "credential", "must be given again (or null), since clone_url leads to another server");
            }
        }
        RepositoryStore.Content content = new RepositoryStore.Content(
                wanted.name(),
                url,
                wanted.defaultBranch(),
                wanted.owner(),
                wanted.project(),
                credentials.seal(old.id(), wanted.credential()),
                wanted.wantedLimits());
        return audit.record(
                () -> repositories.update(old, content, keep),
                now -> AuditLog.Entry.of(by, "repository.update", now.id(), details(old, now, patch)));
    }

    private static Map<String, ?> details(RepositoryView old, RepositoryView now, Map<String, @Nullable Object> patch) {
        return now.limits().equals(old.limits())
                ? Map.of("members", patch.keySet())
                : Map.of("members", patch.keySet(), "limits", now.limits());
    }

    private static String server(String url) {
        return RepositoryRules.isWeb(url) ? URI.create(url).resolve("/").toString() : "";
    }

    /// Deletes a repository; its runs stay. 404 when there is none, 409 while runs of it are open.
    void delete(String id) {
        String found = find(id).id();
        switch (repositories.delete(found)) {
            case DONE -> {}
            case UNKNOWN -> throw ProblemException.notFound("repository", id);
            case IN_USE ->
                throw new ProblemException(
                        ProblemCode.REPOSITORY_IN_USE,
                        "Runs of the repository " + id + " are open; cancel them or wait for their ends.");
        }
    }

    private RepositoryView find(String id) {
        return repositories.find(id).orElseThrow(() -> ProblemException.notFound("repository", id));
    }
}

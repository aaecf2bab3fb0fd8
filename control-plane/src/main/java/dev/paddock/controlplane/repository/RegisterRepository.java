package dev.paddock.controlplane.repository;

import dev.paddock.controlplane.audit.AuditLog;
import dev.paddock.controlplane.audit.Origin;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.sql.Ids;
import dev.paddock.model.problem.ProblemCode;
import dev.paddock.model.source.SourceCheck;
import dev.paddock.model.source.SourceRules;
import jakarta.inject.Singleton;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Makes a repository known.
@Singleton
public class RegisterRepository {

    /// What came of it: the repository, and whether it was new.
    public record Registered(RepositoryView repository, boolean created) {}

    private final RepositoryStore repositories;
    private final SourceRules rules;
    private final Credentials credentials;
    private final AuditLog audit;

    RegisterRepository(RepositoryStore repositories, SourceRules rules, Credentials credentials, AuditLog audit) {
        this.audit = audit;
        this.repositories = repositories;
        this.rules = rules;
        this.credentials = credentials;
    }

    /// The repository at `cloneUrl`, registered now with the last two parts of the URL's path as its name, unless it
    /// was before. 400 when the URL may not be fetched.
    public Registered register(String cloneUrl, Origin by) {
        return register(new RepositoryView.Registration(null, cloneUrl, null, null, null, null, null), by);
    }

    /// As [#register(String, Origin)], of what people sent. 400 naming what is refused; 409 when the clone URL is
    /// registered already and the body says more than a URL.
    Registered register(RepositoryView.@Nullable Registration body, Origin by) {
        RepositoryRules.check(body);
        String cloneUrl = Objects.requireNonNull(Objects.requireNonNull(body).cloneUrl());
        Optional<RepositoryView> known = repositories.find(cloneUrl);
        if (known.isPresent()) {
            return known(known.get(), body);
        }
        // Before any transaction: it asks the name service.
        checkSource(cloneUrl);
        String wanted = body.name() == null ? nameOf(cloneUrl) : body.name();
        String id = Ids.prefixed("repo");
        RepositoryStore.Content content = new RepositoryStore.Content(
                wanted,
                cloneUrl,
                body.defaultBranch(),
                Objects.requireNonNullElse(body.owner(), by.actor()),
                body.project(),
                credentials.seal(id, body.credential()),
                body.wantedLimits());
        return audit.record(
                        () -> insert(id, content, body.name() == null),
                        made -> AuditLog.Entry.of(by, "repository.create", made.id(), Map.of("name", made.name())))
                .map(repository -> new Registered(repository, true))
                .or(() -> repositories.find(cloneUrl).map(twin -> known(twin, body)))
                .orElseThrow(() -> ProblemException.invalid("name", "is taken by another repository; choose another"));
    }

    private Optional<RepositoryView> insert(String id, RepositoryStore.Content content, boolean anyName) {
        Optional<RepositoryView> created = repositories.insert(id, content);
        // Two URLs with the same last parts: the name need only be unique.
        return created.isEmpty() && anyName
                ? repositories.insert(
                        id,
                        content.named(content.name() + "-"
                                + Integer.toHexString(content.cloneUrl().hashCode())))
                : created;
    }

    /// What else the body says must not be lost without a word.
    private static Registered known(RepositoryView repository, RepositoryView.Registration body) {
        boolean same = (body.name() == null || body.name().equals(repository.name()))
                && (body.defaultBranch() == null || body.defaultBranch().equals(repository.defaultBranch()))
                && (body.owner() == null || body.owner().equals(repository.owner()))
                && (body.project() == null || body.project().equals(repository.project()))
                && body.credential() == null
                && (body.limits() == null || body.wantedLimits().equals(repository.limits()));
        if (!same) {
            throw new ProblemException(
                    ProblemCode.REPOSITORY_EXISTS,
                    "The repository " + repository.id()
                            + " has this clone URL already; change it with PATCH /v1/repositories/" + repository.id()
                            + ".");
        }
        return new Registered(repository, false);
    }

    /// 400 when nobody may fetch from `cloneUrl`. Asks the name service, which may take seconds.
    void checkSource(String cloneUrl) {
        if (rules.check(cloneUrl) instanceof SourceCheck.Refused refused) {
            throw ProblemException.invalid(
                    "clone_url", "is refused: " + refused.sentence().replaceFirst("\\.$", ""));
        }
    }

    /// `owner/repo` from the end of a clone URL.
    static String nameOf(String cloneUrl) {
        String path = cloneUrl.replaceFirst("^[a-z+]+://[^/]*", "").replaceFirst("^[^/]*:", "");
        String decoded = decoded(path).replaceFirst("/+$", "").replaceFirst("(/?\\.git)$", "");
        String[] parts = decoded.split("/+", -1);
        String last = parts[parts.length - 1];
        String before = parts.length > 1 ? parts[parts.length - 2] : "";
        return before.isEmpty() ? "local/" + last : before + "/" + last;
    }

    /// A `%` that encodes nothing stands for itself; control characters belong in no name.
    private static String decoded(String path) {
        String whole = path.replace("+", "%2B").replaceAll("%(?![0-9A-Fa-f]{2})", "%25");
        return URLDecoder.decode(whole, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", "");
    }
}

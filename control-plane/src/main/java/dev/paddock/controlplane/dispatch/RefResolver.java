package dev.paddock.controlplane.dispatch;

import dev.paddock.controlplane.outbound.Trust;
import dev.paddock.model.run.FailureReason;
import dev.paddock.model.source.SourceCheck;
import dev.paddock.model.source.SourceRules;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.api.errors.InvalidRemoteException;
import org.eclipse.jgit.api.errors.TransportException;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.internal.JGitText;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.jspecify.annotations.Nullable;

/// Asks a repository which commit a name stands for.
@Singleton
class RefResolver {

    /// The commits, or why there are none.
    sealed interface Answer {
        /// `base` is null when none was asked for.
        record Found(String commit, @Nullable String base) implements Answer {}

        record Failed(FailureReason reason, String message) implements Answer {}
    }

    private final SourceRules rules;
    private final DispatchConfig config;
    private final Trust trust;

    RefResolver(SourceRules rules, DispatchConfig config, Trust trust) {
        this.rules = rules;
        this.config = config;
        this.trust = trust;
    }

    /// Resolves `branch` (null = the repository's HEAD) and `base` at `url`. Never throws for what a repository does.
    ///
    /// @param authorization the value of the HTTP header; null = none
    Answer resolve(String url, @Nullable String authorization, @Nullable String branch, @Nullable String base) {
        return switch (rules.check(url)) {
            case SourceCheck.Refused refused -> new Answer.Failed(FailureReason.SOURCE_REFUSED, refused.sentence());
            case SourceCheck.Unreachable unreachable ->
                new Answer.Failed(FailureReason.SOURCE_UNAVAILABLE, unreachable.sentence());
            case SourceCheck.Allowed allowed -> ask(url, allowed, authorization, refs -> find(url, refs, branch, base));
        };
    }

    private Answer ask(
            String url,
            SourceCheck.Allowed allowed,
            @Nullable String authorization,
            Function<Map<String, Ref>, Answer> find) {
        boolean overHttp = allowed.uri().getScheme().startsWith("http");
        try (CheckedHttp http = new CheckedHttp(allowed, config.resolveTimeout(), trust)) {
            Map<String, Ref> refs = Git.lsRemoteRepository()
                    .setRemote(overHttp ? allowed.uri().toString() : url)
                    .setTimeout((int) config.resolveTimeout().toSeconds())
                    .setTransportConfigCallback(transport -> prepare(transport, http, authorization))
                    .callAsMap();
            return find.apply(refs);
        } catch (InvalidRemoteException e) {
            return notARepository(url);
        } catch (TransportException e) {
            return refused(url, e)
                    .orElseGet(() -> new Answer.Failed(
                            FailureReason.SOURCE_UNAVAILABLE,
                            "The repository " + url + " did not answer; check that it can be reached."));
        } catch (GitAPIException | RuntimeException e) {
            return new Answer.Failed(
                    FailureReason.SOURCE_UNAVAILABLE,
                    "The repository " + url + " could not be asked for its refs; check that it can be read.");
        }
    }

    private static void prepare(Transport transport, CheckedHttp checked, @Nullable String authorization) {
        if (transport instanceof TransportHttp http) {
            http.setHttpConnectionFactory(checked);
            if (authorization != null) {
                http.setAdditionalHeaders(Map.of(HttpHeaders.AUTHORIZATION, authorization));
            }
        }
    }

    /// What asking again cannot help. The client says it in words only.
    private static Optional<Answer> refused(String url, TransportException e) {
        if (e.getCause() instanceof NoRemoteRepositoryException) {
            return Optional.of(notARepository(url));
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof GitReply.RefusedException refusal) {
                return Optional.of(new Answer.Failed(
                        FailureReason.SOURCE_REFUSED, "The repository " + url + " " + refusal.getMessage()));
            }
        }
        String said = String.valueOf(e.getMessage());
        JGitText words = JGitText.get();
        boolean closed = said.contains(words.noCredentialsProvider)
                || said.contains(words.notAuthorized)
                || said.contains(words.authenticationNotSupported)
                || said.contains("git-upload-pack not permitted");
        return closed
                ? Optional.of(new Answer.Failed(
                        FailureReason.SOURCE_REFUSED,
                        "The repository " + url + " is not open to the server; set its credential with PATCH"
                                + " /v1/repositories."))
                : Optional.empty();
    }

    private static Answer notARepository(String url) {
        return new Answer.Failed(
                FailureReason.SOURCE_REFUSED, "There is no git repository at " + url + "; check the address.");
    }

    private static Answer find(String url, Map<String, Ref> refs, @Nullable String branch, @Nullable String base) {
        if (refs.isEmpty()) {
            return new Answer.Failed(
                    FailureReason.REF_NOT_FOUND,
                    "The repository " + url + " is empty; push a commit and submit again.");
        }
        String commit = commit(refs, branch == null ? "HEAD" : branch);
        if (commit == null) {
            return unknown(url, branch == null ? "HEAD" : branch);
        }
        String baseCommit = base == null ? null : commit(refs, base);
        return base != null && baseCommit == null ? unknown(url, base) : new Answer.Found(commit, baseCommit);
    }

    private static Answer unknown(String url, String name) {
        return new Answer.Failed(
                FailureReason.REF_NOT_FOUND,
                "The repository " + url + " has no branch or tag " + name + "; check the name.");
    }

    private static @Nullable String commit(Map<String, Ref> refs, String name) {
        if (name.matches("[0-9a-f]{40}")) {
            return name;
        }
        for (String candidate : List.of(name, "refs/heads/" + name, "refs/tags/" + name)) {
            Ref ref = refs.get(candidate);
            if (ref != null) {
                ObjectId peeled = ref.getPeeledObjectId();
                ObjectId id = peeled == null ? ref.getObjectId() : peeled;
                return id == null ? null : id.name();
            }
        }
        return null;
    }
}

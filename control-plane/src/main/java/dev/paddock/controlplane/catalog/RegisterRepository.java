package dev.paddock.controlplane.catalog;

import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.model.source.SourceCheck;
import dev.paddock.model.source.SourceRules;
import jakarta.inject.Singleton;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Makes a repository known.
@Singleton
public class RegisterRepository {

    /// What came of it: the repository, and whether it was new.
    public record Registered(RepositoryView repository, boolean created) {}

    private static final int MAX_URL_BYTES = 2000;

    private final RepositoryStore repositories;
    private final SourceRules rules;

    RegisterRepository(RepositoryStore repositories, SourceRules rules) {
        this.repositories = repositories;
        this.rules = rules;
    }

    /// The repository at `cloneUrl`, registered now unless it was before. 400 when the URL may not be fetched.
    ///
    /// @param name null = the last two parts of the URL's path
    public Registered register(String cloneUrl, @Nullable String name, @Nullable String defaultBranch, String owner) {
        Optional<RepositoryView> known = repositories.find(cloneUrl);
        if (known.isPresent()) {
            return new Registered(known.get(), false);
        }
        // What the index over clone URLs can hold.
        if (cloneUrl.getBytes(StandardCharsets.UTF_8).length > MAX_URL_BYTES) {
            throw ProblemException.invalid("clone_url", "is longer than " + MAX_URL_BYTES + " bytes");
        }
        if (rules.check(cloneUrl) instanceof SourceCheck.Refused refused) {
            throw ProblemException.invalid("clone_url", "is refused: " + refused.sentence());
        }
        String wanted = name == null ? nameOf(cloneUrl) : name;
        Optional<RepositoryView> created = repositories.insert(wanted, cloneUrl, defaultBranch, owner);
        if (created.isEmpty() && name == null) {
            // Two URLs with the same last parts: the name need only be unique.
            created = repositories.insert(
                    wanted + "-" + Integer.toHexString(cloneUrl.hashCode()), cloneUrl, defaultBranch, owner);
        }
        return created.map(repository -> new Registered(repository, true))
                .or(() -> repositories.find(cloneUrl).map(twin -> new Registered(twin, false)))
                .orElseThrow(() -> ProblemException.invalid("name", "is taken by another repository"));
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

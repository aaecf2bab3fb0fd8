package dev.paddock.controlplane.tenant;

import dev.paddock.controlplane.access.Caller;
import dev.paddock.controlplane.access.Scope;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.model.problem.ProblemCode;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which repository a call under `/api/v1` is about: that of the client credentials, or the one that the call names.
@Singleton
public class OwnRepository {

    /// The parameter that names it.
    public static final String PARAMETER = "repository";

    private static final int LONGEST = 2000;

    private final Caller caller;
    private final TenantStore tenants;

    OwnRepository(Caller caller, TenantStore tenants) {
        this.caller = caller;
        this.tenants = tenants;
    }

    /// Its id. 400 when it is not named and the credentials are good for more than one; 404 for one outside of their
    /// limits, 422 for an unknown one without such.
    ///
    /// @param reference what the call names: an id, name or clone URL; null when it names none
    public String of(@Nullable String reference) {
        Scope scope = caller.scope();
        if (reference != null) {
            return named(scope, reference);
        }
        Set<String> only = scope.repositories();
        if (only == null || only.size() != 1 || !scope.projects().isEmpty()) {
            throw ProblemException.invalid(
                    PARAMETER, "is missing; name the repository by its id, name or clone URL, or use its client");
        }
        return named(scope, only.iterator().next());
    }

    /// The ids of those that a read is about: the one that it names, else all within the credentials' limits; null =
    /// no limit.
    public @Nullable List<String> within(@Nullable String reference) {
        return reference == null ? caller.scope().bindable() : List.of(named(caller.scope(), reference));
    }

    private String named(Scope scope, String reference) {
        if (reference.isBlank() || reference.length() > LONGEST || reference.indexOf('\0') >= 0) {
            throw ProblemException.invalid(PARAMETER, "must have 1 to " + LONGEST + " characters");
        }
        String id = tenants.repositories(List.of(reference)).get(reference);
        if (id != null && scope.includes(id)) {
            return id;
        }
        throw scope.limited()
                ? ProblemException.notFound(PARAMETER, reference)
                : new ProblemException(
                        ProblemCode.UNKNOWN_REPOSITORY,
                        "The repository " + reference + " is not registered; register it with POST /v1/repositories.");
    }
}

package dev.paddock.controlplane.tenant;

import dev.paddock.controlplane.access.Caller;
import dev.paddock.controlplane.access.Scope;
import dev.paddock.controlplane.http.ProblemException;
import jakarta.inject.Singleton;

/// Keeps callers within the limits of their credentials where a body or parameter names a repository. Where the path
/// does, that is done already.
@Singleton
public class TenantCheck {

    private final Caller caller;
    private final TenantStore tenants;

    TenantCheck(Caller caller, TenantStore tenants) {
        this.caller = caller;
        this.tenants = tenants;
    }

    /// Whether the caller has limits.
    public boolean limited() {
        return caller.scope().limited();
    }

    /// What the caller is limited to.
    public Scope scope() {
        return caller.scope();
    }

    /// 404 when the caller has limits and `reference`, an id, name or clone URL, is no repository within them.
    public void expectRepository(String reference) {
        Scope scope = caller.scope();
        if (scope.limited() && !tenants.hasRepository(scope, reference)) {
            throw ProblemException.notFound("repository", reference);
        }
    }
}

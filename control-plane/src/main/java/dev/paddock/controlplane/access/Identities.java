package dev.paddock.controlplane.access;

import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.model.problem.ProblemCode;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import java.util.Set;

/// Makes the identities of callers whose credentials were found good.
public final class Identities {

    /// The attribute that holds the caller's [Scope].
    static final String SCOPE = "paddock.scope";

    /// The attribute that a caller with a session has.
    static final String SESSION = "paddock.has-session";

    /// The attribute that holds the caller's [Standing.Proof]; none for a caller whose credentials do not end.
    public static final String PROOF = "paddock.proof";

    private Identities() {}

    /// A caller without a session, who has exactly these [Permission]s. Asked for [Permission#SETTINGS], he is told
    /// that it takes a session.
    ///
    /// @param name the key's id, the client's id, or what else names the caller in the ledger
    public static SecurityIdentity of(String name, Set<String> permissions, Scope scope) {
        return build(name, permissions, scope, false).build();
    }

    /// As [#of(String, Set, Scope)], for a caller whose credentials may end.
    public static SecurityIdentity of(String name, Set<String> permissions, Scope scope, Standing.Proof proof) {
        return build(name, permissions, scope, false).addAttribute(PROOF, proof).build();
    }

    /// A caller with a session: the role's permissions, with [Permission#SETTINGS] for one who may manage.
    public static SecurityIdentity ofSession(String name, Role role) {
        return build(name, role.sessionPermissions(), Scope.ALL, true)
                .addAttribute(SESSION, true)
                .build();
    }

    private static QuarkusSecurityIdentity.Builder build(
            String name, Set<String> permissions, Scope scope, boolean session) {
        Set<String> granted = Set.copyOf(permissions);
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(name))
                .addAttribute(SCOPE, scope)
                .addPermissionChecker(asked -> check(granted, asked.getName(), session));
    }

    private static Uni<Boolean> check(Set<String> granted, String asked, boolean session) {
        return asked.equals(Permission.SETTINGS) && !granted.contains(asked) && !session
                ? Uni.createFrom()
                        .failure(new ProblemException(
                                ProblemCode.SESSION_REQUIRED,
                                "Settings take a session, which no key stands for; log in as an administrator."))
                : Uni.createFrom().item(granted.contains(asked));
    }
}

package dev.paddock.controlplane.access;

import io.quarkus.security.StringPermission;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.inject.Singleton;
import java.util.Objects;

/// Who makes the call being answered.
@Singleton
public class Caller {

    private final SecurityIdentity identity;

    /// `identity` stands for the identity of each call.
    Caller(SecurityIdentity identity) {
        this.identity = identity;
    }

    /// The id of the caller's key; [TaskTokens#callerOf] for a caller with a task's token.
    public String keyId() {
        return identity.getPrincipal().getName();
    }

    /// Whose objects the caller may see. Nobody's, for a caller whose credentials say nothing of it.
    public Scope scope() {
        return Objects.requireNonNullElse(identity.<Scope>getAttribute(Identities.SCOPE), Scope.NOTHING);
    }

    /// Whether the caller has a session rather than a key.
    public boolean hasSession() {
        return identity.getAttribute(Identities.SESSION) != null;
    }

    /// Whether the caller has a [Permission].
    public boolean may(String permission) {
        return identity.checkPermissionBlocking(new StringPermission(permission));
    }
}

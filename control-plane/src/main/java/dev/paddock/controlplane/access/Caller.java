package dev.paddock.controlplane.access;

import io.quarkus.security.StringPermission;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.inject.Singleton;

/// Who makes the call being answered.
@Singleton
public class Caller {

    private final SecurityIdentity identity;

    /// `identity` stands for the identity of each call.
    Caller(SecurityIdentity identity) {
        this.identity = identity;
    }

    /// The id of the caller's key.
    public String keyId() {
        return identity.getPrincipal().getName();
    }

    /// Whether the caller has a [Permission].
    public boolean may(String permission) {
        return identity.checkPermissionBlocking(new StringPermission(permission));
    }
}

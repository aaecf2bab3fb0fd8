package dev.paddock.controlplane.access;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/// Judges an API key. The identity's principal is named by the key's id.
@ApplicationScoped
class ApiKeyIdentity implements IdentityProvider<ApiKeyMechanism.KeyRequest> {

    private final ApiKeyStore keys;

    ApiKeyIdentity(ApiKeyStore keys) {
        this.keys = keys;
    }

    @Override
    public Class<ApiKeyMechanism.KeyRequest> getRequestType() {
        return ApiKeyMechanism.KeyRequest.class;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(
            ApiKeyMechanism.KeyRequest request, AuthenticationRequestContext context) {
        return context.runBlocking(() -> ApiKey.parse(request.text())
                .flatMap(keys::find)
                .map(ApiKeyIdentity::identity)
                .orElseThrow(AuthenticationFailedException::new));
    }

    private static SecurityIdentity identity(ApiKeyStore.Bearer bearer) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(bearer.keyId()))
                .addPermissionsAsString(bearer.role().permissions())
                .build();
    }
}

package dev.paddock.controlplane.access;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;

/// Judges an API key or a task's token. The identity's principal is named by the key's id, or by the task.
@ApplicationScoped
class ApiKeyIdentity implements IdentityProvider<ApiKeyMechanism.KeyRequest> {

    private final ApiKeyStore keys;
    private final TaskTokens tokens;

    ApiKeyIdentity(ApiKeyStore keys, TaskTokens tokens) {
        this.keys = keys;
        this.tokens = tokens;
    }

    @Override
    public Class<ApiKeyMechanism.KeyRequest> getRequestType() {
        return ApiKeyMechanism.KeyRequest.class;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(
            ApiKeyMechanism.KeyRequest request, AuthenticationRequestContext context) {
        return context.runBlocking(() -> bearer(request.text()).orElseThrow(AuthenticationFailedException::new));
    }

    private Optional<SecurityIdentity> bearer(String text) {
        return tokens.task(text)
                .map(task -> identity(TaskTokens.callerOf(task), Set.of(Permission.TASK_CALL)))
                .or(() -> ApiKey.parse(text)
                        .flatMap(keys::find)
                        .map(key -> identity(key.keyId(), key.role().permissions())));
    }

    private static SecurityIdentity identity(String name, Set<String> permissions) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(name))
                .addPermissionsAsString(permissions)
                .build();
    }
}

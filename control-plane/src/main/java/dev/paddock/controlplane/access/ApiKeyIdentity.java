package dev.paddock.controlplane.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/// Judges an API key or a task's token. The identity's principal is named by the key's id, or by the task.
@ApplicationScoped
class ApiKeyIdentity implements IdentityProvider<ApiKeyMechanism.KeyRequest> {

    // A key is looked up once a second at most, and a revoked one works for a second at most.
    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final int MOST = 10_000;

    private final Cache<String, SecurityIdentity> cached =
            Caffeine.newBuilder().expireAfterWrite(FRESH).maximumSize(MOST).build();
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
        SecurityIdentity known = cached.getIfPresent(digest(request.text()));
        return known != null
                ? Uni.createFrom().item(known)
                : context.runBlocking(() -> bearer(request.text()).orElseThrow(AuthenticationFailedException::new));
    }

    private Optional<SecurityIdentity> bearer(String text) {
        return tokens.task(text)
                .map(task -> identity(TaskTokens.callerOf(task), Set.of(Permission.TASK_CALL)))
                .or(() -> ApiKey.parse(text)
                        .flatMap(keys::find)
                        .map(key -> identity(key.keyId(), key.role().permissions()))
                        .map(identity -> remember(text, identity)));
    }

    private static SecurityIdentity identity(String name, Set<String> permissions) {
        return Identities.of(name, permissions, Scope.ALL);
    }

    private SecurityIdentity remember(String text, SecurityIdentity identity) {
        cached.put(digest(text), identity);
        return identity;
    }

    /// No key stands in memory longer than its call.
    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return new String(digest, StandardCharsets.ISO_8859_1);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

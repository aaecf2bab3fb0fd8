package dev.paddock.controlplane.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.paddock.controlplane.access.Identities;
import dev.paddock.controlplane.access.Standing;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Judges a session's token. The identity's principal is named `user:` and the e-mail address.
@ApplicationScoped
class SessionIdentity implements IdentityProvider<SessionMechanism.SessionRequest> {

    /// The attribute that holds the id of the session.
    static final String SESSION = "paddock.session";

    /// The attribute that holds the [Person].
    static final String PERSON = "paddock.person";

    /// The attribute that holds what mutations repeat.
    static final String CSRF = "paddock.csrf";

    // A session that was ended at another replica goes on here for that long at most, and well under a second.
    private static final Duration FRESH = Duration.ofMillis(500);
    private static final int MOST = 10_000;

    private final Cache<String, Person> live =
            Caffeine.newBuilder().expireAfterWrite(FRESH).maximumSize(MOST).build();
    private final SessionTokens tokens;
    private final SessionStore store;

    SessionIdentity(SessionTokens tokens, SessionStore store) {
        this.tokens = tokens;
        this.store = store;
    }

    @Override
    public Class<SessionMechanism.SessionRequest> getRequestType() {
        return SessionMechanism.SessionRequest.class;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(
            SessionMechanism.SessionRequest request, AuthenticationRequestContext context) {
        return context.runBlocking(() -> tokens.read(request.token())
                .flatMap(claims -> person(claims.session()).map(person -> identity(claims, person)))
                .orElseThrow(AuthenticationFailedException::new));
    }

    /// Ends it here at once, after a look for it that is under way; [#FRESH] later nobody remembers it.
    void forget(String session) {
        live.invalidate(session);
    }

    // The cache says nothing of null, and keeps none.
    @SuppressWarnings("NullAway")
    private Optional<Person> person(String session) {
        return Optional.ofNullable(live.get(session, id -> store.find(id).orElse(null)));
    }

    private SecurityIdentity identity(SessionTokens.Claims claims, Person person) {
        return QuarkusSecurityIdentity.builder(Identities.ofSession(person.principal(), person.role()))
                .addAttribute(SESSION, claims.session())
                .addAttribute(
                        Identities.PROOF,
                        new Standing.Proof(
                                claims.session(),
                                () -> CompletableFuture.supplyAsync(
                                        () -> store.find(claims.session()).isPresent(), Thread::startVirtualThread)))
                .addAttribute(PERSON, person)
                .addAttribute(CSRF, claims.csrf())
                .build();
    }
}

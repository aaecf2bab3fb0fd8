package dev.paddock.controlplane.session;

import dev.paddock.controlplane.http.PublicUrl;
import dev.paddock.controlplane.secret.Secrets;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import org.jdbi.v3.core.Jdbi;

/// What other replicas on the same ledger have in memory.
@Singleton
class Replicas {

    private final Jdbi ledger;
    private final SessionStore store;
    private final SessionConfig config;
    private final PublicUrl url;

    Replicas(Jdbi ledger, SessionStore store, SessionConfig config, PublicUrl url) {
        this.ledger = ledger;
        this.store = store;
        this.config = config;
        this.url = url;
    }

    /// The keys of a replica that has looked at them once.
    SigningKeys keys(Secrets its) {
        SigningKeys replica = new SigningKeys(new SigningKeyStore(ledger, its), store, config);
        replica.look();
        return replica;
    }

    SessionTokens tokens(SigningKeys its) {
        return new SessionTokens(its, url, InstantSource.system());
    }
}

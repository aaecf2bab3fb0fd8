package dev.paddock.controlplane.repository;

import dev.paddock.controlplane.loop.Chore;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;

/// Seals under the server's secret what is sealed under the one before it, so that the one before can be left out.
/// Looks again from time to time: a replica that still has the old secret alone may seal more. Any replica may do it.
@Singleton
class ResealCredentials {

    private static final Logger LOG = Logger.getLogger(ResealCredentials.class);
    private static final Duration PAUSE = Duration.ofMinutes(10);

    private final Jdbi jdbi;
    private final Credentials credentials;

    ResealCredentials(Jdbi jdbi, Credentials credentials) {
        this.jdbi = jdbi;
        this.credentials = credentials;
    }

    @Produces
    @Singleton
    Chore looks() {
        return new Chore("sealed credentials", PAUSE, this::look);
    }

    boolean look() {
        List<SealedCredential> sealed = jdbi.withHandle(handle -> handle.createQuery("""
                        select id as repository_id, credential from repository where credential is not null
                        """)
                .map((row, context) -> SealedCredential.of(row))
                .list());
        sealed.forEach(this::reseal);
        return false;
    }

    private void reseal(SealedCredential old) {
        try {
            credentials
                    .reseal(old)
                    .ifPresent(text -> jdbi.useHandle(handle -> handle.createUpdate("""
                            update repository set credential = :text where id = :id and credential = :old
                            """)
                            .bind("id", old.repository())
                            .bind("text", text)
                            .bind("old", old.sealed())
                            .execute()));
        } catch (IllegalStateException e) {
            LOG.warnf("a repository's credential is of no use: %s", e.getMessage());
        }
    }
}

package dev.paddock.controlplane.repository;

import dev.paddock.controlplane.loop.Chore;
import dev.paddock.controlplane.loop.Resealing;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/// [Resealing] of the credentials of repositories.
@Singleton
class ResealCredentials {

    private final Jdbi jdbi;
    private final Credentials credentials;

    ResealCredentials(Jdbi jdbi, Credentials credentials) {
        this.jdbi = jdbi;
        this.credentials = credentials;
    }

    @Produces
    @Singleton
    Chore looks() {
        return Resealing.chore("credentials of repositories", this::sealed, this::reseal);
    }

    private List<SealedCredential> sealed() {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select id as repository_id, credential from repository where credential is not null
                        """)
                .map((row, context) -> SealedCredential.of(row))
                .list());
    }

    private void reseal(SealedCredential old) {
        credentials
                .reseal(old)
                .ifPresent(text -> jdbi.useHandle(handle -> handle.createUpdate("""
                        update repository set credential = :text where id = :id and credential = :old
                        """)
                        .bind("id", old.repository())
                        .bind("text", text)
                        .bind("old", old.sealed())
                        .execute()));
    }
}

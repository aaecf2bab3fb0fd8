package dev.paddock.controlplane.repository;

import dev.paddock.controlplane.secret.Secrets;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/// The credentials of repositories, as they are stored and as they are used.
@Singleton
public class Credentials {

    private final Secrets secrets;

    Credentials(Secrets secrets) {
        this.secrets = secrets;
    }

    /// What is stored of a repository's credential; null for none.
    byte @Nullable [] seal(String repository, @Nullable Credential credential) {
        return credential == null ? null : secrets.sealText(credential.authorization(), context(repository));
    }

    /// The value of the `Authorization` header for fetches; null for none.
    public @Nullable String authorization(SealedCredential credential) {
        byte[] sealed = credential.sealed();
        return sealed == null ? null : secrets.openText(sealed, context(credential.repository()));
    }

    private static String context(String repository) {
        return "repository " + repository + " credential";
    }
}

package dev.paddock.controlplane.repository;

import dev.paddock.controlplane.secret.Secrets;
import jakarta.inject.Singleton;
import java.util.Optional;
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

    /// What is to be stored instead of a credential that is sealed under the server's secret before this one; empty
    /// when
    /// there is nothing to do. [IllegalStateException] when it does not open.
    Optional<byte[]> reseal(SealedCredential credential) {
        byte[] sealed = credential.sealed();
        return sealed == null ? Optional.empty() : secrets.reseal(sealed, context(credential.repository()));
    }

    private static String context(String repository) {
        return "repository " + repository + " credential";
    }
}

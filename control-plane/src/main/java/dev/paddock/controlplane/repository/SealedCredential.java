package dev.paddock.controlplane.repository;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// A repository's credential as the ledger keeps it.
///
/// @param repository whose it is; elsewhere it does not open
/// @param sealed null = it has none
public record SealedCredential(String repository, byte @Nullable [] sealed) {

    /// What a row with `repository_id` and `credential` holds.
    public static SealedCredential of(ResultSet row) throws SQLException {
        return new SealedCredential(row.getString("repository_id"), row.getBytes("credential"));
    }
}

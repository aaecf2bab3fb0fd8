package dev.paddock.controlplane.boot;

import io.quarkus.flyway.FlywayConfigurationCustomizer;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/// Gives the ledger's migrations connections of their own. Those of the pool end what takes longer than a call may
/// wait: with them, an index over a large table would end every start.
@Singleton
class Migrations implements FlywayConfigurationCustomizer {

    /// A statement takes as long as it takes, but stands in line for a table no longer than this: who comes after it
    /// would stand behind it, at every replica.
    private static final String PATIENCE = """
            ; set statement_timeout = 0; set idle_in_transaction_session_timeout = 0; set lock_timeout = '10s'
            """;

    /// Who starts while another replica migrates waits for it, until whoever watches the start gives up.
    private static final int FOR_EVER = -1;

    private final Optional<String> url;
    private final Optional<String> user;
    private final Optional<String> password;
    private final String settings;

    Migrations(
            @ConfigProperty(name = "quarkus.datasource.jdbc.url") Optional<String> url,
            @ConfigProperty(name = "quarkus.datasource.username") Optional<String> user,
            @ConfigProperty(name = "quarkus.datasource.password") Optional<String> password,
            @ConfigProperty(name = "quarkus.datasource.jdbc.new-connection-sql") String settings) {
        this.url = url;
        this.user = user;
        this.password = password;
        this.settings = settings;
    }

    @Override
    public void customize(FluentConfiguration flyway) {
        url.ifPresent(ledger -> flyway.dataSource(ledger, user.orElse(null), password.orElse(null))
                .initSql(settings + PATIENCE)
                .lockRetryCount(FOR_EVER));
    }
}

package dev.paddock.controlplane.boot;

import io.quarkus.flyway.FlywayConfigurationCustomizer;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jboss.logging.Logger;

/// Gives the ledger's migrations connections of their own. Those of the pool end what takes longer than a call may
/// wait: with them, an index over a large table would end every start.
///
/// An empty ledger gets all of them in one transaction, which is faster than one for each. A ledger that is in use gets
/// each in its own: what one of them has locked is free again before the next one takes its time.
@Singleton
class Migrations implements FlywayConfigurationCustomizer {

    /// A statement takes as long as it takes, but stands in line for a table no longer than this: who comes after it
    /// would stand behind it, at every replica.
    private static final String PATIENCE = """
            ; set statement_timeout = 0; set idle_in_transaction_session_timeout = 0; set lock_timeout = '10s'
            """;

    /// Who starts while another replica migrates waits for it, until whoever watches the start gives up.
    private static final int FOR_EVER = -1;

    private static final Logger LOG = Logger.getLogger(Migrations.class);

    private final Optional<String> url;
    private final Optional<String> user;
    private final Optional<String> password;
    private final String settings;
    private final StopWhileStarting stop;

    Migrations(
            @ConfigProperty(name = "quarkus.datasource.jdbc.url") Optional<String> url,
            @ConfigProperty(name = "quarkus.datasource.username") Optional<String> user,
            @ConfigProperty(name = "quarkus.datasource.password") Optional<String> password,
            @ConfigProperty(name = "quarkus.datasource.jdbc.new-connection-sql") String settings,
            StopWhileStarting stop) {
        this.url = url;
        this.user = user;
        this.password = password;
        this.settings = settings;
        this.stop = stop;
    }

    @Override
    public void customize(FluentConfiguration flyway) {
        // Nobody waits for the ledger before.
        stop.begin();
        url.ifPresent(ledger -> flyway.dataSource(ledger, user.orElse(null), password.orElse(null))
                .initSql(settings + PATIENCE)
                .lockRetryCount(FOR_EVER)
                .group(isEmpty(flyway)));
    }

    /// Whether no migration was ever begun. One that cannot be asked is not, as far as is known.
    private static boolean isEmpty(FluentConfiguration flyway) {
        String history = flyway.getDefaultSchema() == null
                ? flyway.getTable()
                : flyway.getDefaultSchema() + "." + flyway.getTable();
        try (Connection connection = flyway.getDataSource().getConnection();
                PreparedStatement look = connection.prepareStatement("select to_regclass(?) is null")) {
            look.setString(1, history);
            try (ResultSet answer = look.executeQuery()) {
                return answer.next() && answer.getBoolean(1);
            }
        } catch (SQLException | FlywayException e) {
            // Flyway asks again, for as long as it takes, and says what is wrong.
            LOG.debugf("The ledger does not say whether it is empty: %s", e);
            return false;
        }
    }
}

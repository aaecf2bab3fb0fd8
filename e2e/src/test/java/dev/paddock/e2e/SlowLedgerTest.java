package dev.paddock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.standalone.services.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server starts however slow its ledger is, and can be stopped while it waits.
class SlowLedgerTest {

    private static final String BUSY = " waits for the ledger: ";
    private static final String AWAY = "Retrying in 2 sec";

    @Test
    void aServerThatTheLedgerKeepsWaitingStartsAllTheSame(@TempDir Path folder) throws Exception {
        try (Cluster cluster = new Cluster(folder.toRealPath(), Map.of())) {
            stop(cluster.startControlPlane());
            Process patient;
            try (Connection ledger = locked(cluster)) {
                patient = waiting(cluster, BUSY, 1);
                ledger.rollback();
            }
            stop(cluster.awaitReady(patient));
            try (Connection ledger = locked(cluster)) {
                stop(waiting(cluster, BUSY, 2));
                ledger.rollback();
            }
        }
    }

    @Test
    void aServerWaitsForALedgerThatIsAwayAndCanBeStoppedMeanwhile(@TempDir Path folder) throws Exception {
        try (Cluster cluster = new Cluster(folder.toRealPath(), Map.of())) {
            cluster.postgres().close();
            stop(waiting(cluster, AWAY, 3));
            Process patient = waiting(cluster, AWAY, 6);
            try (PostgresServer again = new PostgresServer(
                    cluster.data().resolve("postgres"), cluster.postgres().port())) {
                cluster.awaitReady(patient);
                assertThat(again.isAlive()).isTrue();
                stop(patient);
            }
        }
    }

    /// Statements that need the lock are broken off after 10 s.
    private static Connection locked(Cluster cluster) throws SQLException {
        Connection connection = DriverManager.getConnection(
                cluster.postgres().jdbcUrl(),
                cluster.postgres().user(),
                cluster.postgres().password());
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("lock table agent, session_key in access exclusive mode");
        }
        return connection;
    }

    /// A server that says for the `nth` time that it waits.
    private static Process waiting(Cluster cluster, String words, int nth) throws Exception {
        Process server = cluster.launchControlPlane();
        Awaitility.await()
                .atMost(Cluster.PATIENCE)
                .until(() -> cluster.controlPlaneLog().split(words, -1).length > nth);
        return server;
    }

    private static void stop(Process server) throws InterruptedException {
        server.destroy();
        assertThat(server.waitFor(Cluster.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
    }
}

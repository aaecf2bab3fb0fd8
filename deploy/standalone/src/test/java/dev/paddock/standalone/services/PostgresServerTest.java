package dev.paddock.standalone.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.standalone.CouldNotRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresServerTest {

    @Test
    void whatWasCommittedIsThereAfterARestart(@TempDir Path folder) throws SQLException {
        Path data = folder.resolve("a folder with \"quotes\" and ümlauts");
        try (var server = new PostgresServer(data);
                var connection = connect(server);
                var statement = connection.createStatement()) {
            statement.execute("create table kept (answer int)");
            statement.execute("insert into kept values (42)");
        }
        try (var server = new PostgresServer(data);
                var connection = connect(server);
                var rows = connection.createStatement().executeQuery("select answer, version() from kept")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getInt(1)).isEqualTo(42);
            assertThat(rows.getString(2)).startsWith("PostgreSQL 18");
        }
    }

    @Test
    void itLetsNobodyInWithoutThePasswordAndWritesEveryCommitToTheDisk(@TempDir Path folder) throws SQLException {
        try (var server = new PostgresServer(folder);
                var connection = connect(server);
                var rows = connection.createStatement().executeQuery("show fsync")) {
            rows.next();
            assertThat(rows.getString(1)).isEqualTo("on");
            assertThatThrownBy(() -> DriverManager.getConnection(server.jdbcUrl(), server.user(), "guess"))
                    .isInstanceOf(SQLException.class);
        }
    }

    @Test
    void aServerThatAKilledOwnerLeftIsStoppedFirst(@TempDir Path folder) throws SQLException {
        var left = new PostgresServer(folder);
        try (var server = new PostgresServer(folder);
                var connection = connect(server)) {
            assertThat(connection.isValid(1)).isTrue();
            assertThat(left.isAlive()).isFalse();
        }
    }

    @Test
    void dataOfAnotherVersionIsLeftAlone(@TempDir Path folder) throws Exception {
        Path version = Files.createDirectories(folder.resolve("cluster")).resolve("PG_VERSION");
        Files.writeString(version, "15\n");

        assertThatThrownBy(() -> new PostgresServer(folder))
                .isInstanceOf(CouldNotRun.class)
                .hasMessageContaining("PostgreSQL 15");
        assertThat(folder.resolve("cluster")).isDirectoryContaining(path -> path.equals(version));
    }

    private static Connection connect(PostgresServer server) throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
    }
}

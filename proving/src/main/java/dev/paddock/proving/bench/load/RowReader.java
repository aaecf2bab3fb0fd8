package dev.paddock.proving.bench.load;

import dev.paddock.proving.site.Site;
import dev.paddock.standalone.CouldNotRun;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/// Reads the row of one run again and again, straight from the ledger and by its key. Not thread-safe.
public final class RowReader implements Crew.Step, AutoCloseable {

    private final Connection connection;
    private final PreparedStatement statement;

    public RowReader(Site site, String run) throws SQLException {
        this.connection = site.database().connect();
        this.statement = connection.prepareStatement("select * from run where id = ?");
        statement.setString(1, run);
    }

    @Override
    public int run() throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            if (!row.next()) {
                throw new CouldNotRun("The run that is read is gone.");
            }
        }
        return 1;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}

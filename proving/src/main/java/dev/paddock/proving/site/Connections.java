package dev.paddock.proving.site;

import java.sql.Connection;
import java.sql.SQLException;

/// Where those who look at a ledger from outside get their connections.
public interface Connections {

    /// A connection of the caller's own.
    Connection connect() throws SQLException;
}

package dev.paddock.controlplane.sql;

import jakarta.transaction.RollbackException;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import org.jspecify.annotations.Nullable;

/// Tells a ledger that does not answer now from one that refuses what it was told.
public final class Outages {

    private Outages() {}

    /// True when `e` says nothing about the request: the same one may succeed in a moment.
    public static boolean isOutage(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLTransientException || cause instanceof RollbackException) {
                return true;
            }
            if (cause instanceof SQLException sql) {
                return isOutage(sql.getSQLState());
            }
        }
        return false;
    }

    /// True when the ledger is there and broke off this transaction alone: a statement took longer than
    /// it may, or stood in a circle with others. One that does less may come to its end.
    public static boolean isBrokenOff(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState().equals("57014") || sql.getSQLState().startsWith("40");
            }
        }
        return false;
    }

    /// True when the ledger cannot store this text: NUL, in a column or in JSON.
    public static boolean isUnstorableText(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return "22021".equals(sql.getSQLState()) || "22P05".equals(sql.getSQLState());
            }
        }
        return false;
    }

    // 08 connection, 40 deadlock, 53 insufficient resources, 57 operator intervention; none: the pool had none to give.
    private static boolean isOutage(@Nullable String state) {
        return state == null
                || state.startsWith("08")
                || state.startsWith("40")
                || state.startsWith("53")
                || state.startsWith("57");
    }
}

package dev.paddock.proving.drill.check;

import dev.paddock.proving.site.Database;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Looks for planted secrets wherever nobody should find one.
final class SecretCheck {

    /// Every task has a token of its own, made anew for each claim; all have this shape.
    static final String TOKEN = "pt_[0-9a-f]{8}-[0-9a-f-]{27}_[0-9a-f]{64}";

    private final Database database;
    private final SecretFiles files;
    private final List<String> secrets;

    /// @param folders whose files may show none
    SecretCheck(Database database, List<Path> folders, List<String> secrets) {
        this.database = database;
        this.files = new SecretFiles(folders, secrets, Pattern.compile(TOKEN));
        this.secrets = List.copyOf(secrets);
    }

    List<Violation> look() throws SQLException, IOException {
        List<Violation> found = new ArrayList<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            for (String table : tables(statement)) {
                for (String secret : secrets) {
                    // A secret is letters, digits and underscores; a quote is none of them.
                    String sql =
                            "select count(*) from \"%s\" t where strpos(t::text, '%s') > 0".formatted(table, secret);
                    add(found, number(statement, sql), "rows of the table " + table + " show a secret");
                }
                String tokens = "select count(*) from \"%s\" t where t::text ~ '%s'".formatted(table, TOKEN);
                add(found, number(statement, tokens), "rows of the table " + table + " show the token of a task");
            }
            // Its runner says it in its log: what is stored must show where it stood.
            String said = """
                    select count(*) from log_batch where strpos(lines::text, 'and the token') > 0
                        and strpos(lines::text, 'and the token *** too') = 0
                    """;
            add(found, number(statement, said), "batches of logs show a part of the token of their task");
        }
        files.look().forEach(file -> add(found, 1, file + " shows a secret"));
        return found;
    }

    private static void add(List<Violation> found, int count, String sentence) {
        if (count > 0) {
            found.add(new Violation(Invariant.I6, count, sentence));
        }
    }

    private static List<String> tables(Statement statement) throws SQLException {
        List<String> names = new ArrayList<>();
        try (ResultSet rows =
                statement.executeQuery("select tablename from pg_tables where schemaname = 'public' order by 1")) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    private static int number(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getInt(1);
        }
    }
}

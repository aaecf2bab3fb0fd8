package dev.paddock.proving.drill.check;

import dev.paddock.proving.site.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Looks for planted secrets wherever nobody should find one.
final class SecretCheck {

    private final Database database;
    private final List<Path> folders;
    private final List<String> secrets;

    /// @param folders whose files may show none
    SecretCheck(Database database, List<Path> folders, List<String> secrets) {
        this.database = database;
        this.folders = List.copyOf(folders);
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
            }
            // Every task has a token of its own, which its runner says in its log.
            String tokens = """
                    select count(*) from log_batch where strpos(lines::text, 'and the token') > 0
                        and strpos(lines::text, 'and the token *** too') = 0
                    """;
            add(found, number(statement, tokens), "batches of logs show the token of their task");
        }
        for (Path folder : folders) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.filter(Files::isRegularFile)
                        .filter(this::shows)
                        .forEach(file -> add(found, 1, file + " shows a secret"));
            }
        }
        return found;
    }

    private boolean shows(Path file) {
        try {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            return secrets.stream().anyMatch(text::contains);
        } catch (IOException e) {
            if (Files.exists(file)) {
                throw new UncheckedIOException(e);
            }
            // Whose file it was removed it meanwhile.
            return false;
        }
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

package dev.paddock.proving.bench.load.bare;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/// The least that a server can do to read a run: `GET /ID` takes one of as many connections as the control plane has,
/// reads the row of `run` by its primary key and answers its columns as JSON. Below it is what is below the control
/// plane, too: Vert.x, a virtual thread for each call, JDBC.
final class BareServer {

    // As quarkus.datasource.jdbc.max-size of the control plane.
    private static final int CONNECTIONS = 16;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final BlockingQueue<PreparedStatement> statements = new ArrayBlockingQueue<>(CONNECTIONS);

    private BareServer() {}

    /// Arguments: its port, the ledger's URL and user, and the process that this one must not outlive. The ledger's
    /// password is in the variable `LEDGER_PASSWORD`.
    public static void main(String[] words) throws SQLException {
        var parent = ProcessHandle.of(Long.parseLong(words[3]));
        var bare = new BareServer();
        bare.connect(words[1], words[2], System.getenv("LEDGER_PASSWORD"));
        HttpServer server = Vertx.vertx()
                .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(Integer.parseInt(words[0])));
        server.requestHandler(request -> Thread.startVirtualThread(() -> bare.answer(request)))
                .listen()
                .onFailure(failure -> System.exit(1));
        parent.ifPresent(handle -> handle.onExit().join());
        System.exit(0);
    }

    private void connect(String url, String user, String password) throws SQLException {
        for (int i = 0; i < CONNECTIONS; i++) {
            statements.add(DriverManager.getConnection(url, user, password)
                    .prepareStatement("select * from run where id = ?"));
        }
    }

    private void answer(HttpServerRequest request) {
        try {
            byte[] row = read(String.valueOf(request.path()).substring(1));
            request.response()
                    .setStatusCode(row == null ? 404 : 200)
                    .putHeader("Content-Type", "application/json")
                    .end(Buffer.buffer(row == null ? new byte[0] : row));
        } catch (SQLException | IOException | InterruptedException e) {
            request.response().setStatusCode(500).end(e.toString());
        }
    }

    private byte @Nullable [] read(String id) throws SQLException, IOException, InterruptedException {
        PreparedStatement statement = statements.take();
        try {
            statement.setString(1, id);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? json(row) : null;
            }
        } finally {
            statements.add(statement);
        }
    }

    private static byte[] json(ResultSet row) throws SQLException, IOException {
        ResultSetMetaData columns = row.getMetaData();
        Map<String, @Nullable String> members = new LinkedHashMap<>();
        for (int column = 1; column <= columns.getColumnCount(); column++) {
            members.put(columns.getColumnName(column), row.getString(column));
        }
        return JSON.writeValueAsBytes(members);
    }
}

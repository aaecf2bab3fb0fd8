package dev.paddock.proving.bench.load;

import dev.paddock.proving.site.Site;
import dev.paddock.standalone.CouldNotRun;
import java.io.IOException;
import java.net.URI;

/// A client that reads one thing again and again over one kept-alive connection. Not thread-safe.
public final class Reader implements Crew.Step, AutoCloseable {

    private final Connection connection;
    private final byte[] call;

    private Reader(URI server, byte[] call) throws IOException {
        this.connection = new Connection(server);
        this.call = call;
    }

    /// Reads a run at a control plane, with a key.
    public static Reader ofRun(Site site, URI controlPlane, String run) throws IOException {
        return new Reader(
                controlPlane,
                Connection.call(
                        "GET",
                        "/v1/runs/" + run,
                        "",
                        "Authorization: Bearer " + site.adminKey().text()));
    }

    /// Reads a run's row at a server that does nothing else.
    public static Reader ofRow(URI bare, String run) throws IOException {
        return new Reader(bare, Connection.call("GET", "/" + run, ""));
    }

    @Override
    public int run() throws IOException {
        Connection.Reply reply = connection.exchange(call);
        if (reply.status() != 200) {
            throw new CouldNotRun("A read was answered with " + reply.status() + ": " + reply.text());
        }
        return 1;
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}

package dev.paddock.proving.bench.load;

import dev.paddock.proving.site.Site;
import dev.paddock.standalone.CouldNotRun;
import java.io.IOException;
import java.net.URI;

/// A REST client that reads one run again and again over one kept-alive connection. Not thread-safe.
public final class Reader implements Crew.Step, AutoCloseable {

    private final Connection connection;
    private final byte[] call;

    public Reader(Site site, URI url, String run) throws IOException {
        this.connection = new Connection(url);
        this.call = Connection.call(
                "GET",
                "/v1/runs/" + run,
                "",
                "Authorization: Bearer " + site.adminKey().text());
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

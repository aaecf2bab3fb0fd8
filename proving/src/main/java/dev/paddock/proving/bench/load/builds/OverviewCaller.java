package dev.paddock.proving.bench.load.builds;

import dev.paddock.proving.bench.load.Connection;
import dev.paddock.proving.site.Site;
import dev.paddock.standalone.CouldNotRun;
import java.io.IOException;
import java.net.URI;

/// A client that asks for the overview again and again.
public final class OverviewCaller implements AutoCloseable {

    private final Connection connection;
    private final byte[] call;

    public OverviewCaller(Site site, URI url) throws IOException {
        this.connection = new Connection(url);
        this.call = Connection.call(
                "GET",
                "/api/overview",
                "",
                "Authorization: Bearer " + site.adminKey().text());
    }

    /// Asks once; returns how long the call took, in nanoseconds.
    public long ask() throws IOException {
        long began = System.nanoTime();
        Connection.Reply reply = connection.exchange(call);
        long took = System.nanoTime() - began;
        if (reply.status() != 200) {
            throw new CouldNotRun("The overview was answered with " + reply.status() + ": " + reply.text());
        }
        return took;
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}

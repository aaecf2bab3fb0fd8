package dev.paddock.proving.bench.load;

import dev.paddock.proving.site.Site;
import dev.paddock.standalone.CouldNotRun;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A REST client that submits runs over one kept-alive connection, to each repository in turn. Not thread-safe.
public final class Submitter implements Crew.Step, AutoCloseable {

    private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*\"(run_[0-9A-Z]{26})\"");

    private final Connection connection;
    private final List<byte[]> calls;
    private int next;

    /// @param url the replica to submit to
    /// @param lane the tag that a runner needs for these runs
    public Submitter(Site site, URI url, String lane) throws IOException {
        this.connection = new Connection(url);
        this.calls = Repositories.names().stream()
                .map(repository -> Connection.call(
                        "POST",
                        "/v1/runs",
                        RunRequests.spec(repository, lane),
                        "Authorization: Bearer " + site.adminKey().text()))
                .toList();
    }

    @Override
    public int run() throws IOException {
        submit();
        return 1;
    }

    /// Submits one run; returns its id.
    public String submit() throws IOException {
        Connection.Reply reply = connection.exchange(calls.get(next++ % calls.size()));
        Matcher id = ID.matcher(reply.text());
        if (reply.status() != 202 || !id.find()) {
            throw new CouldNotRun("A submission was answered with " + reply.status() + ": " + reply.text());
        }
        return id.group(1);
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}

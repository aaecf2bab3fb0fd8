package dev.paddock.proving.bench.load.fleet;

import dev.paddock.proving.bench.load.Ledger;
import dev.paddock.proving.bench.load.NoOpRunners;
import dev.paddock.proving.site.Site;
import java.net.URI;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;

/// A large fleet that is only registered: one runner over HTTP, the others as copies of its row.
public final class RegisteredRunners implements AutoCloseable {

    private static final String FIRST = "fleet";

    private final Ledger ledger;
    private final String session;

    public RegisteredRunners(Site site, Ledger ledger, URI url, int count) throws SQLException, InterruptedException {
        this.ledger = ledger;
        try (var first = site.runners(1).runner(FIRST, 1, List.of("nobody-asks-for-this"), url)) {
            NoOpRunners.ok(() -> first.register());
            this.session = first.runner().instance().toString();
        }
        ledger.copyRunner(FIRST, count);
    }

    /// The first `count`.
    List<String> ids(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> FIRST + "-" + i).toList();
    }

    /// They all say that they are the same process.
    String session() {
        return session;
    }

    @Override
    public void close() throws SQLException {
        ledger.forgetCopies(FIRST);
    }
}

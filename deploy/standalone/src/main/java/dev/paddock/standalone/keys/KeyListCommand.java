package dev.paddock.standalone.keys;

import dev.paddock.standalone.Json;
import dev.paddock.standalone.client.Query;
import dev.paddock.standalone.server.ServerOptions;
import dev.paddock.standalone.terminal.Moments;
import dev.paddock.standalone.terminal.Output;
import dev.paddock.standalone.terminal.Table;
import dev.paddock.standalone.terminal.Table.Cell;
import dev.paddock.standalone.terminal.Terminal.Colour;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `./paddock keys list`.
@Command(name = "list", description = "Lists API keys, newest first, ended ones too.", mixinStandardHelpOptions = true)
final class KeyListCommand implements Callable<Integer> {

    @Option(names = "--limit", paramLabel = "NUMBER", description = "How many, at most 100 (default: 50).")
    private @Nullable Integer limit;

    @Option(names = "--offset", paramLabel = "NUMBER", description = "How many of the newest are left out.")
    private @Nullable Integer offset;

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Mixin
    private final Output output = new Output();

    /// The reply, as documented.
    private record Listing(List<KeyRecord> keys, long total, int limit, int offset) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        var part = new Query().with("limit", limit).with("offset", offset);
        try (var connection = server.connectAsUser()) {
            String reply = connection.get(KeysCommand.PATH + part);
            if (output.json()) {
                output.document(reply);
                return 0;
            }
            var listing = Json.read(reply, Listing.class);
            output.table(table(listing.keys(), Instant.now()), "No keys.");
            long shown = listing.offset() + (long) listing.keys().size();
            if (shown < listing.total()) {
                output.remark("%d of %d keys; --offset %d has the next."
                        .formatted(listing.keys().size(), listing.total(), shown));
            }
        }
        return 0;
    }

    private static Table table(List<KeyRecord> keys, Instant now) {
        var table = new Table("KEY", "NAME", "ROLE", "STATE", "BEGINS", "LIMITS", "EXPIRES", "USED")
                .without("BEGINS", "LIMITS");
        for (KeyRecord key : keys) {
            table.row(
                    Cell.of(key.id()),
                    Cell.of(key.name()),
                    Cell.of(key.role()),
                    new Cell(key.state(), key.active() ? Colour.GOOD : Colour.FAINT),
                    Cell.of(key.prefix() == null ? "" : key.prefix() + "…"),
                    Cell.of(key.limits()),
                    Cell.of(key.expiresAt() == null ? "never" : Moments.ago(key.expiresAt(), now)),
                    Cell.of(Moments.ago(key.lastUsedAt(), now)));
        }
        return table;
    }
}

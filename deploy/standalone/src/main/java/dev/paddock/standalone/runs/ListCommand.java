package dev.paddock.standalone.runs;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.paddock.model.run.RunSummary;
import dev.paddock.standalone.Json;
import dev.paddock.standalone.client.Connection;
import dev.paddock.standalone.client.Names;
import dev.paddock.standalone.client.Query;
import dev.paddock.standalone.server.ServerOptions;
import dev.paddock.standalone.terminal.Moments;
import dev.paddock.standalone.terminal.Output;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `./paddock runs list`: a page of the runs that pass the filters.
@Command(name = "list", description = "Lists runs, newest first.", mixinStandardHelpOptions = true, sortOptions = false)
final class ListCommand implements Callable<Integer> {

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            description = "${COMPLETION-CANDIDATES}",
            completionCandidates = Words.Statuses.class)
    private @Nullable String status;

    @Option(names = "--agent", paramLabel = "AGENT", description = "A review agent's id or name.")
    private @Nullable String agent;

    @Option(names = "--repository", paramLabel = "REPOSITORY", description = "A repository's id or name.")
    private @Nullable String repository;

    @Option(names = "--pr", paramLabel = "NUMBER", description = "A pull request's number.")
    private @Nullable Integer pullRequest;

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            description = "${COMPLETION-CANDIDATES}",
            completionCandidates = Words.Kinds.class)
    private @Nullable String kind;

    @Option(names = "--since", paramLabel = "TIME", description = "Made after a time, or a span ago such as 2h.")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "TIME", description = "Made before it.")
    private @Nullable String until;

    @Option(
            names = "--sort",
            paramLabel = "MEMBER",
            description = "${COMPLETION-CANDIDATES}",
            completionCandidates = Words.Sorts.class)
    private @Nullable String sort;

    @Option(
            names = "--order",
            paramLabel = "ORDER",
            description = "${COMPLETION-CANDIDATES}",
            completionCandidates = Words.Orders.class)
    private @Nullable String order;

    @Option(
            names = "--page",
            paramLabel = "NUMBER",
            description = "1 for the first (default: ${DEFAULT-VALUE}).",
            defaultValue = "1")
    private int page;

    @Option(
            names = "--per-page",
            paramLabel = "NUMBER",
            description = "At most 100 (default: ${DEFAULT-VALUE}).",
            defaultValue = "20")
    private int perPage;

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Mixin
    private final Output output = new Output();

    /// The reply, as documented.
    private record Listing(List<RunSummary> data, Meta meta) {}

    private record Meta(
            long total, long page, @JsonProperty("per_page") long perPage) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        Instant now = Instant.now();
        var filters = new Query()
                .with("status", status)
                .with("pr_number", pullRequest)
                .with("kind", kind)
                .with("since", since == null ? null : Moments.past("--since", since, now))
                .with("until", until == null ? null : Moments.past("--until", until, now))
                .with("sort", sort)
                .with("order", order)
                .with("page", page)
                .with("per_page", perPage);
        try (var connection = server.connect()) {
            var names = new Names(connection);
            filters.with("agent_id", agent == null ? null : names.agent(agent))
                    .with("repository_id", repository == null ? null : names.repository(repository));
            show(connection, filters, now);
        }
        return 0;
    }

    private void show(Connection connection, Query filters, Instant now) throws IOException, InterruptedException {
        String reply = connection.get("/v1/runs" + filters);
        if (output.json()) {
            output.document(reply);
            return;
        }
        var listing = Json.read(reply, Listing.class);
        output.table(RunTable.of(listing.data(), now), "No runs.");
        long pages = Math.ceilDiv(listing.meta().total(), listing.meta().perPage());
        if (pages > 1) {
            output.remark("Page %d of %d, %d runs in all%s"
                    .formatted(
                            listing.meta().page(),
                            pages,
                            listing.meta().total(),
                            page < pages ? "; --page " + (page + 1) + " has the next." : "."));
        }
    }
}

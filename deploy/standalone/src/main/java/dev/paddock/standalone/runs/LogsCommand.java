package dev.paddock.standalone.runs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.paddock.model.log.LogEntry;
import dev.paddock.model.log.LogLevel;
import dev.paddock.model.run.RunId;
import dev.paddock.standalone.Json;
import dev.paddock.standalone.UsageError;
import dev.paddock.standalone.client.Connection;
import dev.paddock.standalone.client.LogStream;
import dev.paddock.standalone.client.Query;
import dev.paddock.standalone.server.ServerOptions;
import dev.paddock.standalone.terminal.Moments;
import dev.paddock.standalone.terminal.Output;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `./paddock runs logs`: what a run has logged, and with `-f` what it logs until it ends.
@Command(
        name = "logs",
        description = "Prints a run's log. With --json every line is an entry.",
        mixinStandardHelpOptions = true)
final class LogsCommand implements Callable<Integer> {

    private static final int PAGE = 1000;

    @Parameters(paramLabel = "RUN", description = "The run's id.")
    private @Nullable RunId run;

    @Option(
            names = {"-f", "--follow"},
            description = "Goes on until the run has ended, over broken connections too.")
    private boolean follow;

    @Option(
            names = "--level",
            paramLabel = "LEVEL",
            completionCandidates = Words.Levels.class,
            description = "Lines of this level alone: ${COMPLETION-CANDIDATES}.")
    private @Nullable LogLevel level;

    @Option(
            names = "--min-level",
            paramLabel = "LEVEL",
            completionCandidates = Words.Levels.class,
            description = "Lines of this level and graver ones.")
    private @Nullable LogLevel least;

    @Option(names = "--since", paramLabel = "TIME", description = "Lines after a time, or a span ago such as 10m.")
    private @Nullable String since;

    @Option(names = "--limit", paramLabel = "NUMBER", description = "The first lines of those, not with --follow.")
    private @Nullable Integer limit;

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Mixin
    private final Output output = new Output();

    private final LogText text = new LogText(output);

    @Override
    public Integer call() throws IOException, InterruptedException {
        RunId id = Objects.requireNonNull(run);
        refuseContradictions();
        Instant from = since == null ? null : Moments.past("--since", since, Instant.now());
        try (var connection = server.connect()) {
            if (follow) {
                new LogStream(connection, id).toTheEnd(entry -> followed(entry, from));
            } else {
                read(connection, id, from);
            }
        }
        return 0;
    }

    private void refuseContradictions() {
        if (level != null && least != null) {
            throw new UsageError("--level and --min-level exclude each other; give one of them.");
        }
        if (limit != null && (follow || limit < 1)) {
            throw new UsageError("--limit takes a number from 1 on, and stands alone: not with --follow.");
        }
    }

    private void read(Connection connection, RunId id, @Nullable Instant from)
            throws IOException, InterruptedException {
        int left = limit == null ? Integer.MAX_VALUE : limit;
        String after = null;
        boolean more = true;
        while (more && left > 0) {
            int size = Math.min(left, PAGE);
            var filters = new Query()
                    .with("limit", size)
                    .with("level", level == null ? null : level.wire())
                    .with("min_level", least == null ? null : least.wire())
                    .with("since", from)
                    .with("after", after);
            JsonNode page = Json.tree(connection.get("/v1/runs/" + id + "/logs" + filters));
            for (JsonNode entry : page.path("logs")) {
                show(entry.toString());
            }
            left -= page.path("logs").size();
            more = page.path("logs").size() == size;
            after = page.path("next_after").asText(null);
        }
    }

    /// The stream has every line: what is not wanted is left out here.
    private void followed(String json, @Nullable Instant from) {
        try {
            var entry = Json.read(json, LogEntry.class);
            boolean wanted = (level == null || entry.level() == level)
                    && (least == null || entry.level().compareTo(least) >= 0)
                    && (from == null || entry.timestamp().isAfter(from));
            if (wanted) {
                show(json);
            }
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void show(String json) throws JsonProcessingException {
        if (output.json()) {
            output.record(Json.tree(json));
        } else {
            text.show(Json.read(json, LogEntry.class));
        }
    }
}

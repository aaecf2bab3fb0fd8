package dev.paddock.standalone.cli;

import dev.paddock.standalone.Layout;
import dev.paddock.standalone.UsageError;
import dev.paddock.standalone.client.PaddockClient;
import dev.paddock.standalone.demo.Demo;
import dev.paddock.standalone.demo.Progress;
import dev.paddock.standalone.source.Source;
import dev.paddock.standalone.source.SourceFolders;
import dev.paddock.standalone.source.Sources;
import dev.paddock.standalone.stack.Attachment;
import dev.paddock.standalone.stack.Shutdown;
import dev.paddock.standalone.stack.StackSettings;
import dev.paddock.standalone.terminal.Ending;
import dev.paddock.standalone.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `./paddock demo`: reviews one repository, on the stack that runs or on one of its own.
@Command(
        name = "demo",
        description = "Reviews a git repository and shows what was found.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit codes: 0 passed, 1 failed, 2 wrong usage, 3 could not run,",
            "4 not allowed, 5 cancelled, 6 timed out."
        })
final class DemoCommand implements Callable<Integer> {

    private static final int CANCELLED = 5;

    @Parameters(
            arity = "0..1",
            paramLabel = "REPOSITORY",
            description = "A git URL or a path; without it, the repository you stand in.")
    private @Nullable String repository;

    @Option(names = "--head", paramLabel = "REF", description = "What is reviewed: a branch, tag or commit.")
    private @Nullable String head;

    @Option(names = "--base", paramLabel = "REF", description = "Only lines changed since REF are reported.")
    private @Nullable String base;

    @Option(names = "--all", description = "Every file is reviewed, not only those of the last change.")
    private boolean all;

    @Option(names = "--json", description = "Prints the run's details as JSON and nothing else.")
    private boolean json;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "3600",
            description = "How long the command waits for the end of the run (default: ${DEFAULT-VALUE}).")
    private int wait;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Logging.silence();
        refuseContradictions();
        Layout layout = Paddock.layout();
        var terminal = Terminal.of(System.getProperties(), System.getenv());
        var progress = new Progress(System.err, style(terminal), terminal.columns());
        var sources = new Sources(Path.of("").toAbsolutePath(), warning -> System.err.println("paddock: " + warning));
        // Before anything is started: a typing error costs no time.
        Source source = sources.find(repository, head, base);
        try (var ending = Shutdown.guard(CANCELLED)) {
            return review(layout, source, terminal, progress, ending);
        }
    }

    private int review(Layout layout, Source source, Terminal terminal, Progress progress, Shutdown ending)
            throws IOException, InterruptedException {
        Logging.to(layout.logs());
        var stack = Attachment.to(layout, StackSettings.of(System.getenv()), ending, progress::step);
        if (source.folder() != null) {
            new SourceFolders(layout.folders()).allow(source.folder());
        }
        var client =
                new PaddockClient(stack.credentials().url(), stack.credentials().adminKey());
        ending.add(client::close);
        var demo = new Demo(client, ending, terminal, progress, System.out);
        Ending end = demo.run(new Demo.Request(source, all, json, Duration.ofSeconds(wait)));
        if (json && end.code() != 0) {
            System.err.println("paddock: " + end.sentence());
        }
        if (stack.own()) {
            progress.step("stopping the stack; `./paddock up` keeps one running.");
        }
        return end.code();
    }

    private void refuseContradictions() {
        if (all && base != null) {
            throw new UsageError("--all and --base exclude each other; give one of them.");
        }
        if (wait < 1) {
            throw new UsageError("--wait is " + wait + "; give a number of seconds above 0.");
        }
    }

    /// With `--json` a script listens, unless a person sees standard error.
    private Progress.Style style(Terminal terminal) {
        if (terminal.errIsTerminal()) {
            return Progress.Style.LIVE;
        }
        return json ? Progress.Style.SILENT : Progress.Style.LINES;
    }
}

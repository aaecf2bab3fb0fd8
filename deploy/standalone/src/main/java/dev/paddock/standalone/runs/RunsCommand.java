package dev.paddock.standalone.runs;

import picocli.CommandLine.Command;

/// `./paddock runs`.
@Command(
        name = "runs",
        description = "Lists, shows, follows, cancels and repeats runs.",
        mixinStandardHelpOptions = true,
        subcommands = {
            ListCommand.class,
            ViewCommand.class,
            WatchCommand.class,
            LogsCommand.class,
            CancelCommand.class,
            RetryCommand.class
        })
public final class RunsCommand {}

package dev.paddock.standalone.runners;

import picocli.CommandLine.Command;

/// `./paddock runners`.
@Command(
        name = "runners",
        description = "Lists runners, and takes them out of service.",
        mixinStandardHelpOptions = true,
        subcommands = {RunnerListCommand.class, DrainCommand.class})
public final class RunnersCommand {}

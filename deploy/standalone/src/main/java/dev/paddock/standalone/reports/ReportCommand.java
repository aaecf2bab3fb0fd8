package dev.paddock.standalone.reports;

import picocli.CommandLine.Command;

/// `./paddock report`.
@Command(
        name = "report",
        description = "Sends reports of what was executed elsewhere.",
        mixinStandardHelpOptions = true,
        subcommands = IngestCommand.class)
public final class ReportCommand {}

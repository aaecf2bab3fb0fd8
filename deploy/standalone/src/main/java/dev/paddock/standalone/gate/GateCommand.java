package dev.paddock.standalone.gate;

import picocli.CommandLine.Command;

/// `./paddock gate`.
@Command(
        name = "gate",
        description = "Waits for the verdict on a run.",
        mixinStandardHelpOptions = true,
        subcommands = GateWaitCommand.class)
public final class GateCommand {}

package dev.paddock.proving.cli;

import dev.paddock.proving.bench.BenchCommand;
import dev.paddock.proving.day.FleetDayCommand;
import dev.paddock.proving.drill.DrillCommand;
import dev.paddock.standalone.cli.Paddock;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The commands that prove something; the launcher calls them.
@Command(
        name = "./paddock",
        description = "Proves speed and survival.",
        mixinStandardHelpOptions = true,
        subcommands = {BenchCommand.class, DrillCommand.class, FleetDayCommand.class})
public final class Proving implements Runnable {

    @Spec
    private @Nullable CommandSpec spec;

    /// The exit codes are those of every `./paddock` command.
    public static void main(String[] arguments) {
        System.exit(Paddock.execute(new Proving(), arguments));
    }

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "Give a command: bench, drill or fleet-day.");
        }
    }
}

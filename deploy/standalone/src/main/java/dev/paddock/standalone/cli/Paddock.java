package dev.paddock.standalone.cli;

import dev.paddock.standalone.CouldNotRun;
import dev.paddock.standalone.Layout;
import dev.paddock.standalone.UsageError;
import dev.paddock.standalone.client.Refused;
import dev.paddock.standalone.demo.Ending;
import dev.paddock.standalone.stack.Shutdown;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// The Java half of `./paddock`; the launcher answers `test` and `images` itself, and has `bench` and `drill` from
/// the module `proving`.
@Command(
        name = "./paddock",
        description = "Paddock on one machine.",
        mixinStandardHelpOptions = true,
        version = "paddock 0.1.0",
        subcommands = {DemoCommand.class, UpCommand.class},
        synopsisSubcommandLabel = "(demo | up | test | bench | drill | images)")
public final class Paddock implements Runnable {

    @Spec
    private @Nullable CommandSpec spec;

    /// The exit codes are those of [Ending].
    public static void main(String[] arguments) {
        System.exit(execute(new Paddock(), arguments));
    }

    /// Runs `command` and returns the exit code: what keeps it from its work is one sentence on standard error.
    public static int execute(Object command, String... arguments) {
        return new CommandLine(command)
                .setExecutionExceptionHandler((failure, line, parsed) -> explain(failure))
                .execute(arguments);
    }

    /// Where this product lies, as the launcher says.
    public static Layout layout() {
        String root = System.getProperty("paddock.root", "");
        if (root.isEmpty()) {
            throw new CouldNotRun("Start Paddock by its launcher ./paddock.");
        }
        return Layout.of(Path.of(root), System.getenv());
    }

    @Override
    public void run() {
        if (spec != null) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "Give a command: demo, up, test, bench, drill or images.");
        }
    }

    /// One sentence on standard error, and the exit code. What nobody foresaw shows its trace: it is our mistake.
    private static int explain(Exception failure) {
        if (Shutdown.isSignalled()) {
            // What breaks when everything is told to stop is no news.
            return Ending.COULD_NOT_RUN;
        }
        return switch (failure) {
            case UsageError usage -> say(usage, Ending.USAGE);
            case CouldNotRun could -> say(could, Ending.COULD_NOT_RUN);
            case Refused refused -> say(refused, refused.isNotAllowed() ? Ending.NOT_ALLOWED : Ending.COULD_NOT_RUN);
            case IOException away ->
                say(new CouldNotRun("The control plane does not answer: " + away + ".", away), Ending.COULD_NOT_RUN);
            case InterruptedException stopped -> Ending.COULD_NOT_RUN;
            default -> {
                failure.printStackTrace(System.err);
                yield Ending.COULD_NOT_RUN;
            }
        };
    }

    private static int say(RuntimeException failure, int code) {
        System.err.println("paddock: " + failure.getMessage());
        return code;
    }
}

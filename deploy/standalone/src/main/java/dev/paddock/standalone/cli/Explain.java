package dev.paddock.standalone.cli;

import dev.paddock.standalone.CouldNotRun;
import dev.paddock.standalone.NotAllowed;
import dev.paddock.standalone.UsageError;
import dev.paddock.standalone.client.NoAnswer;
import dev.paddock.standalone.client.Refused;
import dev.paddock.standalone.stack.Shutdown;
import dev.paddock.standalone.terminal.Ending;
import dev.paddock.standalone.terminal.Output;
import dev.paddock.standalone.terminal.Printable;
import java.io.IOException;
import picocli.CommandLine.ParameterException;

/// Tells a person why a command could not do its work: one sentence on standard error, and the exit code.
final class Explain {

    /// As a shell has it of a program that wrote to where nobody reads.
    private static final int PIPE_CLOSED = 141;

    private Explain() {}

    /// What nobody foresaw shows its trace: it is our mistake.
    static int failure(Exception failure) {
        if (Shutdown.isSignalled()) {
            // What breaks when everything is told to stop is no news.
            return Ending.COULD_NOT_RUN;
        }
        return switch (failure) {
            case UsageError usage -> say(usage, Ending.USAGE);
            case CouldNotRun could -> say(could, Ending.COULD_NOT_RUN);
            case NotAllowed not -> say(not, Ending.NOT_ALLOWED);
            case Refused refused -> say(refused, code(refused));
            case NoAnswer away -> say(away, Ending.COULD_NOT_RUN);
            case Output.Closed closed -> PIPE_CLOSED;
            case IOException away ->
                say(new CouldNotRun("The control plane does not answer: " + away + ".", away), Ending.COULD_NOT_RUN);
            case InterruptedException stopped -> Ending.COULD_NOT_RUN;
            default -> {
                failure.printStackTrace(System.err);
                yield Ending.COULD_NOT_RUN;
            }
        };
    }

    /// What was typed is none of the command's.
    static int usage(ParameterException wrong) {
        String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
        String message = String.valueOf(wrong.getMessage()).replaceFirst("[.\\s]+$", "");
        System.err.println("paddock: %s; %s --help tells more.".formatted(Printable.of(message), command));
        return Ending.USAGE;
    }

    private static int code(Refused refused) {
        if (refused.isNotAllowed()) {
            return Ending.NOT_ALLOWED;
        }
        return refused.isWrongUse() ? Ending.USAGE : Ending.COULD_NOT_RUN;
    }

    private static int say(Exception failure, int code) {
        System.err.println("paddock: " + Printable.of(String.valueOf(failure.getMessage())));
        return code;
    }
}

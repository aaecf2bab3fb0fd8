package dev.paddock.standalone.cli;

import dev.paddock.standalone.UsageError;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;

/// `./paddock completion`: a script that teaches a shell the commands and their options.
@Command(
        name = "completion",
        description = "Prints a completion script: source <(./paddock completion bash), or zsh.",
        mixinStandardHelpOptions = true)
final class CompletionCommand implements Callable<Integer> {

    /// What the launcher answers without this program.
    private static final List<String> OF_THE_LAUNCHER = List.of("test", "images", "bench", "drill", "fleet-day");

    static final class Shells implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of("bash", "zsh").iterator();
        }
    }

    @Parameters(
            arity = "0..1",
            paramLabel = "SHELL",
            defaultValue = "bash",
            completionCandidates = Shells.class,
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private String shell = "bash";

    @Override
    public Integer call() {
        if (!shell.equals("bash") && !shell.equals("zsh")) {
            throw new UsageError("There is no completion for this shell; give bash or zsh.");
        }
        if (shell.equals("zsh")) {
            System.out.println("autoload -U +X compinit && compinit");
        }
        System.out.println(AutoComplete.bash("paddock", everyCommand()));
        return 0;
    }

    private static CommandLine everyCommand() {
        var all = Paddock.all();
        OF_THE_LAUNCHER.forEach(name -> all.addSubcommand(name, CommandSpec.create()));
        return all;
    }
}

package dev.paddock.standalone.cli;

import dev.paddock.model.log.LogLevel;
import dev.paddock.model.run.RunId;
import dev.paddock.standalone.Layout;
import dev.paddock.standalone.gate.GateCommand;
import dev.paddock.standalone.keys.KeysCommand;
import dev.paddock.standalone.reports.ReportCommand;
import dev.paddock.standalone.reports.ReviewCommand;
import dev.paddock.standalone.runners.RunnerCommand;
import dev.paddock.standalone.runners.RunnersCommand;
import dev.paddock.standalone.runs.RunsCommand;
import dev.paddock.standalone.session.LoginCommand;
import dev.paddock.standalone.session.LogoutCommand;
import dev.paddock.standalone.terminal.Moments;
import dev.paddock.standalone.terminal.Terminal;
import dev.paddock.standalone.upload.UploadCommand;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.TypeConversionException;

/// The Java half of `./paddock`; the launcher answers `test` and `images` itself, and has `bench` and `drill` from
/// the module `proving`.
@Command(
        name = "./paddock",
        description = "Paddock on one machine, and a client of any Paddock server.",
        mixinStandardHelpOptions = true,
        version = "paddock 0.1.0",
        synopsisSubcommandLabel = "COMMAND")
public final class Paddock {

    private static final int WIDEST_HELP = 120;
    private static final int NARROWEST_HELP = 80;

    /// Made when they are called: to look at all of them takes longer than most of them take.
    private static final Map<String, Supplier<Object>> COMMANDS = commands();

    private static Map<String, Supplier<Object>> commands() {
        var commands = new LinkedHashMap<String, Supplier<Object>>();
        commands.put("demo", DemoCommand::new);
        commands.put("up", UpCommand::new);
        commands.put("runs", RunsCommand::new);
        commands.put("gate", GateCommand::new);
        commands.put("report", ReportCommand::new);
        commands.put("review", ReviewCommand::new);
        commands.put("runners", RunnersCommand::new);
        commands.put("keys", KeysCommand::new);
        commands.put("upload", UploadCommand::new);
        commands.put("login", LoginCommand::new);
        commands.put("logout", LogoutCommand::new);
        commands.put("runner", RunnerCommand::new);
        commands.put("completion", CompletionCommand::new);
        return commands;
    }

    /// The exit codes are those of [Ending].
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /// Runs the command that `arguments` begin with, as [#execute].
    static int run(String... arguments) {
        var called = new CommandLine(new Paddock());
        Supplier<Object> command = arguments.length == 0 ? null : COMMANDS.get(arguments[0]);
        return execute(command == null ? all() : called.addSubcommand(command.get()), arguments);
    }

    /// Every command of this program.
    static CommandLine all() {
        var all = new CommandLine(new Paddock());
        COMMANDS.values().forEach(command -> all.addSubcommand(command.get()));
        return all;
    }

    /// Runs `command` and returns the exit code: what keeps it from its work is one sentence on standard error.
    public static int execute(Object command, String... arguments) {
        return execute(new CommandLine(command), arguments);
    }

    private static int execute(CommandLine command, String... arguments) {
        var terminal = Terminal.of(System.getProperties(), System.getenv());
        var ansi = terminal.showsColours() ? Help.Ansi.ON : Help.Ansi.OFF;
        return command.registerConverter(RunId.class, Paddock::runId)
                .registerConverter(Duration.class, Paddock::span)
                .registerConverter(LogLevel.class, Paddock::level)
                .setColorScheme(Help.defaultColorScheme(ansi))
                .setUsageHelpWidth(Math.clamp(terminal.columns(), NARROWEST_HELP, WIDEST_HELP))
                .setParameterExceptionHandler((wrong, line) -> Explain.usage(wrong))
                .setExecutionExceptionHandler((failure, line, parsed) -> Explain.failure(failure))
                .execute(arguments);
    }

    /// Where this product lies, as the launcher says; throws [CouldNotRun] without it.
    public static Layout layout() {
        return Layout.here();
    }

    private static RunId runId(String text) {
        return RunId.parse(text)
                .orElseThrow(() -> new TypeConversionException(
                        "\"" + text + "\" is no run id, which has run_ and 26 letters and digits"));
    }

    private static Duration span(String text) {
        return Moments.span(text)
                .orElseThrow(() ->
                        new TypeConversionException("\"" + text + "\" is no span of time such as 600, 90s, 10m or 2h"));
    }

    private static LogLevel level(String text) {
        try {
            return LogLevel.of(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("\"" + text + "\" " + e.getMessage());
        }
    }
}

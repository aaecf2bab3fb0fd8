package dev.paddock.standalone.runs;

import dev.paddock.model.log.LogEntry;
import dev.paddock.model.log.LogLevel;
import dev.paddock.standalone.terminal.Moments;
import dev.paddock.standalone.terminal.Output;
import dev.paddock.standalone.terminal.Terminal.Colour;
import java.util.Locale;

/// Shows log entries: time, level and message on a line, the attempts under headings of their own.
final class LogText {

    private static final int LEVEL_WIDTH = 5;

    private final Output output;
    private int attempt = 1;

    LogText(Output output) {
        this.output = output;
    }

    void show(LogEntry entry) {
        if (entry.attempt() != attempt) {
            attempt = entry.attempt();
            output.say(Colour.FAINT, "", "attempt " + attempt, "");
        }
        String level = entry.level().wire().toUpperCase(Locale.ROOT);
        output.say(
                colour(entry.level()),
                Moments.exact(entry.timestamp()) + " ",
                level + " ".repeat(LEVEL_WIDTH - level.length()),
                " " + entry.message());
    }

    private static Colour colour(LogLevel level) {
        return switch (level) {
            case ERROR -> Colour.BAD;
            case WARN -> Colour.BUSY;
            case DEBUG -> Colour.FAINT;
            case INFO -> Colour.PLAIN;
        };
    }
}

package dev.paddock.standalone.runs;

import dev.paddock.model.log.LogEntry;
import dev.paddock.model.log.LogLevel;
import dev.paddock.standalone.terminal.Moments;
import dev.paddock.standalone.terminal.Output;
import dev.paddock.standalone.terminal.Terminal.Colour;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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
                " " + entry.message() + data(entry.data()));
    }

    /// The members that say something in a word: ` file=src/Main.java files=3`.
    private static String data(@Nullable Map<String, @Nullable Object> data) {
        if (data == null) {
            return "";
        }
        return data.entrySet().stream()
                .filter(member -> member.getValue() != null
                        && !(member.getValue() instanceof Map || member.getValue() instanceof Collection))
                .map(member -> " " + member.getKey() + "=" + member.getValue())
                .collect(Collectors.joining());
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

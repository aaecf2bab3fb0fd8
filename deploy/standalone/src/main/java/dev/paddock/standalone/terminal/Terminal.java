package dev.paddock.standalone.terminal;

import dev.paddock.model.finding.Severity;
import java.util.Map;
import java.util.Properties;

/// Where a command's output goes, as the launcher found it: Java itself cannot tell for each stream.
///
/// @param outIsTerminal whether a person sees standard output
/// @param errIsTerminal whether a person sees standard error
/// @param colours whether colours are wanted
/// @param columns the width of the terminal
public record Terminal(boolean outIsTerminal, boolean errIsTerminal, boolean colours, int columns) {

    private static final int USUAL_COLUMNS = 100;
    private static final int LEAST_COLUMNS = 40;

    /// From the launcher's `paddock.tty` (the numbers of the streams that are terminals) and `paddock.columns`.
    public static Terminal of(Properties launcher, Map<String, String> environment) {
        String streams = launcher.getProperty("paddock.tty", "");
        String columns = launcher.getProperty("paddock.columns", "");
        boolean plain = !environment.getOrDefault("NO_COLOR", "").isEmpty()
                || environment.getOrDefault("TERM", "dumb").equals("dumb");
        int width = columns.matches("[1-9]\\d{0,3}") ? Integer.parseInt(columns) : USUAL_COLUMNS;
        return new Terminal(streams.contains("1"), streams.contains("2"), !plain, Math.max(width, LEAST_COLUMNS));
    }

    /// What a colour means here.
    public enum Colour {
        GOOD(32),
        BAD(31),
        BUSY(33),
        FAINT(2),
        PLAIN(0);

        private final int code;

        Colour(int code) {
            this.code = code;
        }
    }

    /// Whether standard output shows colours.
    public boolean showsColours() {
        return outIsTerminal && colours;
    }

    /// `text` in `colour`, where standard output shows colours.
    public String coloured(Colour colour, String text) {
        return showsColours() && colour != Colour.PLAIN ? "\u001b[" + colour.code + "m" + text + "\u001b[0m" : text;
    }

    /// `text` in the colour of `severity`, where standard output shows colours.
    String coloured(Severity severity, String text) {
        if (!showsColours()) {
            return text;
        }
        String colour = switch (severity) {
            case ERROR -> "31";
            case WARNING -> "33";
            case INFO -> "36";
        };
        return "\u001b[" + colour + "m" + text + "\u001b[0m";
    }
}

package dev.paddock.standalone.terminal;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.paddock.standalone.Json;
import dev.paddock.standalone.terminal.Terminal.Colour;
import java.io.PrintStream;
import picocli.CommandLine.Option;

/// Where a command's answer goes, and in which form: the option of every command that has one. What people need to
/// know beside it goes to standard error.
public final class Output {

    @Option(names = "--json", description = "Prints JSON for programs, with exact times, in place of text for people.")
    private boolean json;

    private final Terminal terminal = Terminal.of(System.getProperties(), System.getenv());
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;

    /// Whoever read standard output has gone: nothing that is still to be said would be heard.
    public static final class Closed extends RuntimeException {

        private static final long serialVersionUID = 1;

        Closed() {
            super("standard output is closed", null, false, false);
        }
    }

    /// Whether a program reads the answer.
    public boolean json() {
        return json;
    }

    public Terminal terminal() {
        return terminal;
    }

    /// `value` as JSON of many lines.
    public void document(Object value) throws JsonProcessingException {
        print(Printable.json(Json.pretty(value)));
    }

    /// JSON that the control plane wrote, as JSON of many lines.
    public void document(String text) throws JsonProcessingException {
        document(Json.tree(text));
    }

    /// `value` as JSON on one line.
    public void record(Object value) throws JsonProcessingException {
        print(Printable.json(Json.line(value)));
    }

    /// A line of text, made fit to be shown.
    public void say(String text) {
        print(Printable.of(text));
    }

    /// A line of text with a coloured word in it, made fit to be shown.
    public void say(Colour colour, String before, String word, String after) {
        print(Printable.of(before) + terminal.coloured(colour, Printable.of(word)) + Printable.of(after));
    }

    /// A table, or `otherwise` when it has no rows.
    public void table(Table table, String otherwise) {
        if (table.isEmpty()) {
            say(otherwise);
        } else {
            table.lines(terminal).forEach(this::print);
        }
    }

    /// Lines that are fit to be shown.
    public void lines(Iterable<String> lines) {
        lines.forEach(this::print);
    }

    /// A remark for the person, beside the answer.
    public void remark(String text) {
        err.println(Printable.of(text));
    }

    private void print(String line) {
        out.println(line);
        if (out.checkError()) {
            throw new Closed();
        }
    }
}

package dev.paddock.standalone.demo;

import dev.paddock.model.log.LogEntry;
import dev.paddock.model.log.LogLevel;
import dev.paddock.standalone.terminal.Printable;
import dev.paddock.standalone.terminal.Wrap;
import java.io.PrintStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a person sees while a run goes on: steps, phases and log lines as lines; on a terminal also one line below
/// them that is written over, with the phase and the files done.
public final class Progress {

    private static final String CLEAR_LINE = "\r\u001b[K";

    /// How a run's progress is shown.
    public enum Style {
        /// Not at all.
        SILENT,
        /// Lines only, a few for the files.
        LINES,
        /// Lines, and the line that is written over.
        LIVE
    }

    private final PrintStream out;
    private final Style style;
    private final int columns;
    private String phase = "";
    private String status = "";
    private int shownTenth;

    public Progress(PrintStream out, Style style, int columns) {
        this.out = out;
        this.style = style;
        this.columns = columns;
    }

    /// A step of this command, such as `starting Kafka…`.
    public void step(String line) {
        print(Printable.of(line));
    }

    /// The run is in `name` now: queued, or a phase of its task.
    void phase(String name) {
        if (name.equals(phase)) {
            return;
        }
        phase = name;
        shownTenth = 0;
        status = Printable.of(name) + "…";
        if (style == Style.LINES) {
            out.println(status);
        }
        redraw();
    }

    /// A line of the run's log.
    void log(LogEntry entry) {
        var data = entry.data();
        if (data != null && data.get("progress") instanceof Map<?, ?> progress) {
            files(number(progress.get("done")), number(progress.get("total")), progress.get("file"));
            return;
        }
        String mark = entry.level() == LogLevel.INFO || entry.level() == LogLevel.DEBUG
                ? "  "
                : "  " + entry.level().wire() + ": ";
        print(mark + Printable.of(entry.message()));
    }

    /// The run is over: nothing is written over any more.
    void done() {
        if (style == Style.LIVE) {
            out.print(CLEAR_LINE);
            out.flush();
        }
        status = "";
    }

    private void files(int done, int total, @Nullable Object file) {
        String count = done + " of " + total + " files";
        status = Printable.of(phase) + " " + count + (file == null ? "" : "  " + Printable.of(file.toString()));
        int tenth = total > 0 ? (int) (10L * done / total) : 0;
        if (style == Style.LINES && tenth > shownTenth) {
            shownTenth = tenth;
            out.println("  " + count);
        }
        redraw();
    }

    private void print(String line) {
        switch (style) {
            case SILENT -> {}
            case LINES -> out.println(line);
            case LIVE -> {
                out.print(CLEAR_LINE);
                out.println(line);
                redraw();
            }
        }
    }

    private void redraw() {
        if (style == Style.LIVE && !status.isEmpty()) {
            // A line that wraps could not be written over.
            out.print(CLEAR_LINE + Wrap.fitting(status, columns - 1));
            out.flush();
        }
    }

    private static int number(@Nullable Object value) {
        return value instanceof Number number ? number.intValue() : 0;
    }
}

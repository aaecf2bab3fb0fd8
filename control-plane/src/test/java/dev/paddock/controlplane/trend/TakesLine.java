package dev.paddock.controlplane.trend;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Takes the last line of a history and says what kind each of its lines is.
final class TakesLine {

    private TakesLine() {}

    /// @param arguments the history, where the line goes to, and its address
    public static void main(String[] arguments) throws IOException {
        HistoryFile history = new HistoryFile(Path.of(arguments[0]));
        List<HistoryFile.Line> lines = history.lines();
        for (HistoryFile.Line line : lines) {
            System.out.println(HistoryLine.look(history.open(line), "nowhere"));
        }
        System.out.println(new HistoryFile(Path.of(arguments[1])).take(history, lines, arguments[2]));
    }
}

package dev.paddock.reviewer.text;

import dev.paddock.model.finding.Finding;
import dev.paddock.model.finding.Severity;
import dev.paddock.reviewer.source.SourceText;
import java.util.ArrayList;
import java.util.List;

/// Finds merges that were committed unresolved: the three markers together and in order. A lone row of `=` is a
/// heading's underline in some markups.
public final class ConflictMarkers {

    /// The rule's id.
    public static final String RULE = "merge-conflict";

    private static final String OURS = "<<<<<<< ";
    private static final String BETWEEN = "=======";
    private static final String THEIRS = ">>>>>>> ";

    private ConflictMarkers() {}

    /// One finding a conflict, from its first marker to its last.
    public static List<Finding> in(SourceText source) {
        if (!source.text().contains(OURS) || !source.text().contains(THEIRS)) {
            return List.of();
        }
        var findings = new ArrayList<Finding>();
        int opened = 0;
        boolean divided = false;
        for (int number = 1; number <= source.lines().size(); number++) {
            String line = source.line(number);
            if (line.startsWith(OURS)) {
                opened = number;
                divided = false;
            } else if (opened > 0 && line.stripTrailing().equals(BETWEEN)) {
                divided = true;
            } else if (divided && line.startsWith(THEIRS)) {
                findings.add(conflict(opened, number));
                opened = 0;
                divided = false;
            }
        }
        return findings;
    }

    private static Finding conflict(int from, int to) {
        return new Finding(
                from,
                to,
                Severity.ERROR,
                RULE,
                "The markers of an unresolved merge conflict were committed.",
                "Decide between the two sides and delete the lines of the markers.",
                null);
    }
}

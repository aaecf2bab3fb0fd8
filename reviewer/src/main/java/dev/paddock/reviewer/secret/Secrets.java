package dev.paddock.reviewer.secret;

import dev.paddock.model.finding.Finding;
import dev.paddock.model.finding.Severity;
import dev.paddock.reviewer.source.SourceText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;

/// Finds credentials in a text. No message ever holds one whole.
public final class Secrets {

    /// The rule's id.
    public static final String RULE = "leaked-secret";

    private static final List<String> TELLING = List.of("pass", "pwd", "secret", "token", "key", "credential");

    private static final int SHOWN = 4;

    private Secrets() {}

    /// One finding a line and secret, by line.
    public static List<Finding> in(SourceText source) {
        var findings = new ArrayList<Finding>();
        Set<Integer> lines = new HashSet<>();
        for (KeyFormat format : KeyFormats.ALL) {
            if (source.text().contains(format.anchor())) {
                matches(format, source, lines, findings);
            }
        }
        for (int number = 1; number <= source.lines().size(); number++) {
            if (!lines.contains(number) && isTelling(source.line(number))) {
                int line = number;
                Assignments.in(source, number)
                        .ifPresent(secret -> findings.add(
                                leak(line, Severity.ERROR, "a secret, by its name and its randomness", secret)));
            }
        }
        return findings;
    }

    private static void matches(KeyFormat format, SourceText source, Set<Integer> lines, List<Finding> findings) {
        Matcher matcher = format.pattern().matcher(source.text());
        var position = new LinePosition(source.text());
        while (matcher.find()) {
            String secret = matcher.group(1);
            if (format.genuine().test(secret)) {
                int line = position.lineAt(matcher.start());
                // What two formats match on one line is one leak.
                if (lines.add(line)) {
                    findings.add(leak(line, format.severity(), format.name(), secret));
                }
            }
        }
    }

    private static Finding leak(int line, Severity severity, String what, String secret) {
        return new Finding(
                line,
                null,
                severity,
                RULE,
                "This looks like %s: %s".formatted(what, masked(secret)),
                "Revoke it, for it stays in the history, and read it from the environment or a secret store.",
                null);
    }

    /// At most the first four characters, and never more than a quarter.
    static String masked(String secret) {
        return secret.substring(0, Math.min(SHOWN, secret.length() / SHOWN)) + "…";
    }

    private static boolean isTelling(String line) {
        String lower = line.toLowerCase(Locale.ROOT);
        return TELLING.stream().anyMatch(lower::contains);
    }

    /// Line numbers of rising offsets, in one pass over the text.
    private static final class LinePosition {

        private final String text;
        private int offset;
        private int line = 1;

        LinePosition(String text) {
            this.text = text;
        }

        int lineAt(int target) {
            for (; offset < target; offset++) {
                if (text.charAt(offset) == '\n') {
                    line++;
                }
            }
            return line;
        }
    }
}

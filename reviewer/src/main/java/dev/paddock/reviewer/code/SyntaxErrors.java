package dev.paddock.reviewer.code;

import dev.paddock.model.finding.Finding;
import dev.paddock.model.finding.Severity;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.sourceforge.pmd.lang.ast.LexException;
import net.sourceforge.pmd.lang.ast.ParseException;
import net.sourceforge.pmd.lang.ast.SemanticException;
import org.jspecify.annotations.Nullable;
import org.xml.sax.SAXParseException;

/// Tells files that no parser understands from parsers that break.
final class SyntaxErrors {

    /// PMD keeps the place of a parse error in its message only.
    private static final Pattern PLACE = Pattern.compile("at line (\\d+), column (\\d+): (.*)", Pattern.DOTALL);

    private static final int LONGEST_REASON = 200;

    private SyntaxErrors() {}

    /// The finding for a syntax error; empty for any other failure.
    static Optional<Finding> describe(@Nullable Throwable error) {
        return switch (error) {
            case ParseException parse
            when parse.getCause() instanceof SAXParseException sax ->
                Optional.of(finding(sax.getLineNumber(), String.valueOf(sax.getMessage()), Severity.WARNING));
            case ParseException parse -> Optional.of(placed(parse.getMessage()));
            case LexException lex -> Optional.of(finding(lex.getLine(), "no token begins here", Severity.WARNING));
            case SemanticException semantic -> Optional.of(placed(semantic.getMessage()));
            case null, default -> Optional.empty();
        };
    }

    static Finding finding(int line, String reason, Severity severity) {
        return new Finding(
                Math.max(0, line),
                null,
                severity,
                CodeAnalysis.UNPARSABLE,
                "This file could not be parsed, so no rule of its language was applied: " + shortened(reason),
                null,
                null);
    }

    private static Finding placed(@Nullable String raw) {
        String message = raw == null ? "" : raw;
        Matcher place = PLACE.matcher(message);
        return place.find()
                ? finding(Integer.parseInt(place.group(1)), place.group(3), Severity.WARNING)
                : finding(0, message, Severity.WARNING);
    }

    private static String shortened(String reason) {
        String firstLine = reason.strip().lines().findFirst().orElse("").strip();
        // Kotlin's parser would go on to name every word of the language.
        firstLine = firstLine.replaceFirst(" expecting \\{.*", ", which cannot stand here.");
        return firstLine.length() <= LONGEST_REASON ? firstLine : firstLine.substring(0, LONGEST_REASON) + "…";
    }
}

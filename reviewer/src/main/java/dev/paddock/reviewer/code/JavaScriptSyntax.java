package dev.paddock.reviewer.code;

import dev.paddock.model.finding.Finding;
import dev.paddock.model.finding.Severity;
import dev.paddock.reviewer.source.SourceText;
import java.util.Optional;
import java.util.regex.Pattern;
import org.mozilla.javascript.CompilerEnvirons;
import org.mozilla.javascript.Context;
import org.mozilla.javascript.ErrorReporter;
import org.mozilla.javascript.EvaluatorException;
import org.mozilla.javascript.Parser;

/// Says whether PMD's JavaScript parser understood a file, since PMD itself goes on in silence.
///
/// The parser knows the language up to a part of ECMAScript 2015. A file in newer syntax is no defect of the file: that
/// it was not judged is then an info.
final class JavaScriptSyntax {

    private static final Pattern NEWER = Pattern.compile(
            "^\\s*(?:import|export)\\b|\\bclass\\s+[A-Za-z_$]|\\bclass\\s*\\{|\\basync\\b|\\bawait\\b|\\?\\.|\\?\\?"
                    + "|\\.\\.\\.|\\*\\*|</[A-Za-z>]|`|=>|\\bcatch\\s*\\{|\\d_\\d|\\d+n\\b|\\bimport\\.meta\\b|\\(\\?<",
            Pattern.MULTILINE);

    private JavaScriptSyntax() {}

    /// What to say of the first syntax error; empty when there is none.
    static Optional<Finding> firstError(SourceText source) {
        var environment = new CompilerEnvirons();
        environment.setLanguageVersion(Context.VERSION_ES6);
        environment.setReservedKeywordAsIdentifier(true);
        try {
            new Parser(environment, new Thrower()).parse(source.text(), source.path(), 1);
            return Optional.empty();
        } catch (EvaluatorException e) {
            return Optional.of(
                    NEWER.matcher(source.text()).find()
                            ? SyntaxErrors.finding(
                                    e.lineNumber(), "it uses syntax newer than the parser knows", Severity.INFO)
                            : SyntaxErrors.finding(e.lineNumber(), e.details(), Severity.WARNING));
        } catch (RuntimeException | StackOverflowError e) {
            return Optional.of(SyntaxErrors.finding(0, "the parser broke: " + e, Severity.WARNING));
        }
    }

    private static final class Thrower implements ErrorReporter {

        @Override
        public void warning(String message, String source, int line, String lineSource, int offset) {
            // A warning of the parser is not about the syntax.
        }

        @Override
        public void error(String message, String source, int line, String lineSource, int offset) {
            throw new EvaluatorException(message, source, line);
        }

        @Override
        public EvaluatorException runtimeError(String message, String source, int line, String lineSource, int offset) {
            return new EvaluatorException(message, source, line);
        }
    }
}

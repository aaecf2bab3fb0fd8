package dev.paddock.reviewer.secret;

import dev.paddock.reviewer.source.SourceText;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds values that look random and are given to something whose name says that it is secret.
final class Assignments {

    /// Longer lines are generated, and would only cost time.
    private static final int LONGEST_LINE = 2000;

    private static final String SECRET_NAME =
            "([A-Za-z0-9_.-]{0,40}(?:passw(?:or)?d|passphrase|pwd|secret|token|api[_-]?key"
                    + "|access[_-]?key|auth[_-]?key|private[_-]?key|signing[_-]?key|encryption[_-]?key|credentials?)"
                    + "[A-Za-z0-9_.-]{0,20})";

    private static final Pattern QUOTED = Pattern.compile(
            "(?i)" + SECRET_NAME
                    + "[\"'\\])]{0,2}\\s{0,8}(?::\\s{0,2}String\\s{0,2})?(?:=>|:=|=|:|,)\\s{0,8}[\"'`]([^\"'`\\s]{8,120})[\"'`]");

    private static final Pattern PLAIN = Pattern.compile(
            "(?i)^\\s{0,40}(?:export\\s+|-\\s+)?" + SECRET_NAME + "\\s{0,8}[=:]\\s{0,8}([^\\s\"'`#;,]{8,120})\\s*$");

    /// Names that speak about a secret without being one.
    private static final Pattern ABOUT = Pattern.compile(
            "(?i).*(?:url|uri|path|file|dir|name|type|ids?|field|header|prefix|suffix|param(?:eter)?|label|alias|regex|pattern"
                    + "|format|message|msg|hint|text|title|class|algorithm|alg|expir\\w*|ttl|size|length|count|policy|location|hash"
                    + "|digest|endpoint|provider|factory|mode|kind|version|public|test\\w*|error\\w*|config|property|prop|arn|ref|env)s?$");

    private static final Set<String> SETTINGS_FILES = Set.of(
            "env",
            "properties",
            "yml",
            "yaml",
            "ini",
            "cfg",
            "conf",
            "config",
            "toml",
            "tfvars",
            "netrc",
            "npmrc",
            "pypirc");

    private Assignments() {}

    /// The secret that line `number` gives away, if any.
    static Optional<String> in(SourceText source, int number) {
        String line = source.line(number);
        if (line.length() > LONGEST_LINE) {
            return Optional.empty();
        }
        return find(QUOTED, line).or(() -> isSettings(source.fileName()) ? find(PLAIN, line) : Optional.empty());
    }

    /// True for a file whose values need no quotes.
    private static boolean isSettings(String fileName) {
        String name = fileName.toLowerCase(Locale.ROOT);
        return SETTINGS_FILES.contains(name.substring(name.lastIndexOf('.') + 1)) || name.startsWith(".env");
    }

    private static Optional<String> find(Pattern pattern, String line) {
        Matcher matcher = pattern.matcher(line);
        while (matcher.find()) {
            String value = matcher.group(2);
            if (!ABOUT.matcher(matcher.group(1)).matches() && isSecret(value)) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }

    private static boolean isSecret(String value) {
        return Entropy.looksRandom(value) && !Placeholders.madeUp(value) && !Placeholders.name(value);
    }
}

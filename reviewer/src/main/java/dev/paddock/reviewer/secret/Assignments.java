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

    /// A whole name: beginning at its beginning and taken whole, so that a hostile line is searched once.
    private static final String NAME = "(?<![A-Za-z0-9_.-])([A-Za-z0-9_.-]{1,80}+)";

    /// `name = "…"`, `"name": "…"`, `name => '…'`, `val name: String = "…"`, `setName("…")`, `name == "…"`.
    private static final Pattern QUOTED = Pattern.compile(NAME
            + "[\"'\\])]{0,2}\\s{0,8}(?::\\s{0,2}[A-Za-z?]{1,12}\\s{0,2}(?==))?(?:=>|:=|={1,3}|:|,|\\()\\s{0,8}"
            + "[\"'`]([^\"'`\\s]{8,120})[\"'`]");

    /// `name=…` and `name: …` alone on a line.
    private static final Pattern PLAIN = Pattern.compile(
            "^\\s{0,40}(?:export\\s{1,4}|-\\s{1,4})?" + NAME + "\\s{0,8}[=:]\\s{0,8}([^\\s\"'`#;,]{8,120})\\s{0,40}$");

    private static final Pattern SECRET = Pattern.compile(
            "(?i)passw(?:or)?d|passphrase|pwd|secret|token|api[_.-]?key|access[_.-]?key|auth[_.-]?key|private[_.-]?key"
                    + "|signing[_.-]?key|encryption[_.-]?key|credential");

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
            if (isSecretName(matcher.group(1)) && isSecret(value)) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }

    private static boolean isSecretName(String name) {
        return SECRET.matcher(name).find() && !ABOUT.matcher(name).matches();
    }

    private static boolean isSecret(String value) {
        return Entropy.looksRandom(value) && !Placeholders.madeUp(value) && !Placeholders.name(value);
    }
}

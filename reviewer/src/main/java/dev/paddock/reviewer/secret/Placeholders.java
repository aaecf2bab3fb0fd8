package dev.paddock.reviewer.secret;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Tells what stands in for a secret, in documentation and templates, from a secret.
final class Placeholders {

    private static final List<String> WORDS = List.of(
            "example",
            "changeme",
            "change_me",
            "change-me",
            "placeholder",
            "redacted",
            "replace",
            "dummy",
            "sample",
            "your",
            "xxxx",
            "****",
            "....",
            "0000000",
            "1234567",
            "abcdefgh",
            "deadbeef",
            "insert",
            "notreal",
            "invalid",
            "foobar",
            "password",
            "passwd",
            "secret",
            "localhost",
            "lorem");

    /// Filled in when the program runs, not written down.
    private static final Pattern TEMPLATE =
            Pattern.compile("\\$\\{|\\{\\{|\\$\\(|<[^>]*>|%[sdv(]|#\\{|\\{[0-9a-zA-Z_.]*}|@@");

    /// Words joined by dots, dashes or capitals: names of settings, classes and files.
    private static final Pattern NAME = Pattern.compile("[A-Za-z]*[0-9]{0,2}(?:[._/:\\\\,#-]+[A-Za-z]*[0-9]{0,3})*");

    /// Algorithms are named beside the keys they use: `HmacSHA256`, `PBKDF2WithHmacSHA512`.
    private static final Pattern ALGORITHM = Pattern.compile(
            "(?i)(?:hmac|sha|aes|rsa|dsa|ecdsa|pbe|pbkdf2|pkcs|tls|md5|chacha|argon2)[A-Za-z_/-]{0,24}[0-9]{0,4}[A-Za-z0-9_/-]{0,12}");

    private Placeholders() {}

    /// True for a text that nobody would use as a secret.
    static boolean madeUp(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return WORDS.stream().anyMatch(lower::contains)
                || Entropy.bitsPerCharacter(text) < 2.0
                || TEMPLATE.matcher(text).find();
    }

    /// True for a text that reads as the name of something.
    static boolean name(String text) {
        return NAME.matcher(text).matches() || ALGORITHM.matcher(text).matches();
    }
}

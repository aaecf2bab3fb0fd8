package dev.paddock.reviewer.code;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// What to do about a violation, for the rules where one sentence can say it.
final class Suggestions {

    private static final Properties BY_RULE = load();

    private Suggestions() {}

    /// The sentence for this rule of this language, else for the rule in any language; null when there is none.
    static @Nullable String forRule(String language, String rule) {
        return BY_RULE.getProperty(language + "." + rule, BY_RULE.getProperty(rule));
    }

    private static Properties load() {
        var properties = new Properties();
        try (InputStream in = Objects.requireNonNull(Suggestions.class.getResourceAsStream("suggestions.properties"))) {
            properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }
}

package dev.paddock.runner.log;

import dev.paddock.model.secret.SecretForms;
import dev.paddock.model.secret.SecretMask;
import dev.paddock.model.secret.SecretShape;
import dev.paddock.model.secret.SecretShapes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Makes text fit to leave the machine: secrets become `***`, also where they are base64 or URL-encoded; NUL goes, and
/// halves of surrogate pairs become U+FFFD. Thread-safe.
public final class Scrubber {

    private final SecretForms secrets;

    /// @param secrets what must never be seen; values of `Authorization` headers are taken apart
    public Scrubber(Collection<String> secrets) {
        this.secrets = SecretForms.of(secrets);
    }

    /// `text`, clean.
    public String clean(String text) {
        String clean = wellFormed(text);
        for (String form : secrets.forms()) {
            clean = clean.replace(form, SecretMask.MASK);
        }
        return clean;
    }

    /// Cleans texts that follow one another, so that a secret cut into pieces is found, too.
    UnaryOperator<String> following() {
        List<SecretShape> shapes = new ArrayList<>(SecretShapes.known());
        shapes.addAll(secrets.shapes("form-"));
        SecretMask mask = new SecretMask(shapes);
        return text -> mask.next(wellFormed(text));
    }

    /// All text in `data` clean, keys too, however deep.
    public Map<String, @Nullable Object> clean(Map<?, ?> data) {
        Map<String, @Nullable Object> clean = new HashMap<>();
        data.forEach((key, value) -> clean.put(clean(String.valueOf(key)), cleanValue(value)));
        return clean;
    }

    private @Nullable Object cleanValue(@Nullable Object value) {
        return switch (value) {
            case String text -> clean(text);
            case Map<?, ?> map -> clean(map);
            case List<?> list -> list.stream().map(this::cleanValue).toList();
            case null -> null;
            default -> value;
        };
    }

    private static String wellFormed(String text) {
        if (text.codePoints().noneMatch(point -> point == 0 || isHalfAPair(point))) {
            return text;
        }
        StringBuilder fixed = new StringBuilder(text.length());
        text.codePoints()
                .filter(point -> point != 0)
                .map(point -> isHalfAPair(point) ? 0xFFFD : point)
                .forEach(fixed::appendCodePoint);
        return fixed.toString();
    }

    private static boolean isHalfAPair(int point) {
        return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    }
}

package dev.paddock.runner.log;

import dev.paddock.model.secret.SecretMask;
import dev.paddock.model.secret.SecretShape;
import dev.paddock.model.secret.SecretShapes;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Makes text fit to leave the machine: secrets become `***`, also where they are base64 or URL-encoded; NUL goes, and
/// halves of surrogate pairs become U+FFFD. Thread-safe.
public final class Scrubber {

    /// A shorter one is no secret, and would blacken ordinary words.
    private static final int SHORTEST = 6;

    /// What encoders leave as it is beside letters and digits: RFC 3986, JavaScript's `encodeURIComponent`, and what
    /// may stand before the `@` of a URL.
    private static final List<String> KEPT_IN_URLS = List.of("-._~", "-._~!'()*", "-._~!'()*$&+,;=:");

    private static final Pattern ESCAPE = Pattern.compile("%[0-9A-F]{2}");

    private final List<String> forms;

    /// @param secrets what must never be seen; values of `Authorization` headers are taken apart
    public Scrubber(Collection<String> secrets) {
        Set<String> all = new HashSet<>();
        for (String secret : secrets) {
            parts(secret).forEach(part -> addForms(part, all));
        }
        // The longest first: a shorter form may be part of it.
        this.forms = all.stream()
                .filter(form -> form.length() >= SHORTEST)
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    /// `text`, clean.
    public String clean(String text) {
        String clean = wellFormed(text);
        for (String form : forms) {
            clean = clean.replace(form, SecretMask.MASK);
        }
        return clean;
    }

    /// Cleans texts that follow one another, so that a secret cut into pieces is found, too.
    UnaryOperator<String> following() {
        List<SecretShape> shapes = new ArrayList<>(SecretShapes.known());
        for (String form : forms) {
            shapes.add(SecretShape.exactly("form-" + shapes.size(), form));
        }
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

    /// The secret, and what it is made of when it is `Basic …` or `Bearer …`.
    private static Set<String> parts(String secret) {
        Set<String> parts = new HashSet<>(Set.of(secret));
        int space = secret.indexOf(' ');
        if (space < 0) {
            return parts;
        }
        String credentials = secret.substring(space + 1).strip();
        parts.add(credentials);
        if (secret.regionMatches(true, 0, "Basic", 0, space)) {
            try {
                String pair = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
                parts.add(pair.substring(pair.indexOf(':') + 1));
            } catch (IllegalArgumentException e) {
                // Not base64, so there is no password in it to hide.
                return parts;
            }
        }
        return parts;
    }

    private static void addForms(String secret, Set<String> forms) {
        if (secret.length() < SHORTEST) {
            return;
        }
        forms.add(secret);
        forms.addAll(urlForms(secret));
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        for (int before = 0; before < 3; before++) {
            String encoded = base64Behind(before, bytes);
            forms.add(encoded);
            forms.add(encoded.replace('+', '-').replace('/', '_'));
        }
    }

    /// The secret in a URL, as the usual encoders write it.
    private static Set<String> urlForms(String secret) {
        Set<String> forms = new HashSet<>();
        forms.add(URLEncoder.encode(secret, StandardCharsets.UTF_8));
        KEPT_IN_URLS.forEach(kept -> forms.add(percent(secret, kept)));
        forms.addAll(forms.stream()
                .map(form ->
                        ESCAPE.matcher(form).replaceAll(escape -> escape.group().toLowerCase(Locale.ROOT)))
                .toList());
        return forms;
    }

    private static String percent(String secret, String kept) {
        StringBuilder form = new StringBuilder();
        for (byte one : secret.getBytes(StandardCharsets.UTF_8)) {
            if (one >= 0 && (Character.isLetterOrDigit(one) || kept.indexOf(one) >= 0)) {
                form.append((char) one);
            } else {
                form.append("%%%02X".formatted(one & 0xff));
            }
        }
        return form.toString();
    }

    /// The base64 digits that the secret alone decides when `before` bytes (modulo 3) stand in front of it.
    private static String base64Behind(int before, byte[] secret) {
        byte[] padded = new byte[before + secret.length];
        System.arraycopy(secret, 0, padded, before, secret.length);
        int whole = padded.length / 3 * 3;
        String encoded = Base64.getEncoder().encodeToString(Arrays.copyOf(padded, whole));
        int shared = before == 0 ? 0 : before + 1;
        return encoded.substring(Math.min(shared, encoded.length()));
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

package dev.paddock.model.secret;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// The ways in which known secrets may stand in a text: as they are, URL-encoded, and in base64.
///
/// @param forms the longest first, since a shorter one may be part of it
public record SecretForms(List<String> forms) {

    /// A shorter one is no secret, and would blacken ordinary words.
    private static final int SHORTEST = 6;

    /// What encoders leave as it is beside letters and digits: RFC 3986, JavaScript's `encodeURIComponent`, and what
    /// may stand before the `@` of a URL.
    private static final List<String> KEPT_IN_URLS = List.of("-._~", "-._~!'()*", "-._~!'()*$&+,;=:");

    private static final Pattern ESCAPE = Pattern.compile("%[0-9A-F]{2}");

    /// The forms of `secrets`; values of `Authorization` headers are taken apart.
    public static SecretForms of(Collection<String> secrets) {
        Set<String> all = new HashSet<>();
        for (String secret : secrets) {
            parts(secret).forEach(part -> addForms(part, all));
        }
        return new SecretForms(all.stream()
                .filter(form -> form.length() >= SHORTEST)
                .sorted(Comparator.comparingInt(String::length).reversed().thenComparing(form -> form))
                .toList());
    }

    /// Their shapes.
    ///
    /// @param name what the shapes' names begin with; the same secrets get the same names
    public List<SecretShape> shapes(String name) {
        List<SecretShape> shapes = new ArrayList<>();
        for (String form : forms) {
            shapes.add(SecretShape.exactly(name + shapes.size(), form));
        }
        return shapes;
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
}

package dev.paddock.controlplane.log;

import dev.paddock.controlplane.http.CleanText;
import dev.paddock.model.secret.SecretForms;
import dev.paddock.model.secret.SecretMask;
import dev.paddock.model.secret.SecretShape;
import dev.paddock.model.secret.SecretShapes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Keeps out of one task's stored log what looks like a key or a token, and its repository's credential, also where
/// lines that follow one another hold the pieces.
final class Masking {

    private static final int TOKEN_DIGITS = 64;

    private final List<SecretShape> shapes;
    private final SecretMask messages;

    /// @param authorization what opens the task's repository; null = nothing
    /// @param state where an earlier batch's masking stood, as of [#state]
    Masking(UUID task, @Nullable String authorization, @Nullable String state) {
        this.shapes = new ArrayList<>(SecretShapes.known());
        shapes.addAll(SecretShapes.base64("token-base64-", "pt_" + task + "_", TOKEN_DIGITS));
        if (authorization != null) {
            shapes.addAll(SecretForms.of(List.of(authorization)).shapes("credential-"));
        }
        this.messages = new SecretMask(shapes, state);
    }

    /// What is left open for the next batch.
    @Nullable
    String state() {
        return messages.state();
    }

    /// The next line's message, masked.
    String message(String text) {
        return messages.next(CleanText.clean(text));
    }

    /// A line's data, masked by itself, its texts one after the other.
    Map<String, @Nullable Object> data(Map<?, ?> data) {
        return members(data, new SecretMask(shapes));
    }

    private static Map<String, @Nullable Object> members(Map<?, ?> data, SecretMask mask) {
        Map<String, @Nullable Object> masked = new LinkedHashMap<>();
        data.forEach((key, value) -> masked.put(mask.next(CleanText.clean(String.valueOf(key))), value(value, mask)));
        return masked;
    }

    private static @Nullable Object value(@Nullable Object value, SecretMask mask) {
        return switch (value) {
            case null -> null;
            case String text -> mask.next(CleanText.clean(text));
            case Map<?, ?> members -> members(members, mask);
            case List<?> items -> items.stream().map(item -> value(item, mask)).toList();
            default -> value;
        };
    }
}

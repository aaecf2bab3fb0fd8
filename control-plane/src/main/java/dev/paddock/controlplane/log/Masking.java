package dev.paddock.controlplane.log;

import dev.paddock.controlplane.access.TaskTokens;
import dev.paddock.controlplane.http.CleanText;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Keeps keys and the task's own token out of stored logs, and what no reader can show.
@Singleton
class Masking {

    private static final Pattern KEY = Pattern.compile("dk_live_[0-9a-f]{40}");
    private static final String MASK = "***";

    private final TaskTokens tokens;

    Masking(TaskTokens tokens) {
        this.tokens = tokens;
    }

    String mask(UUID task, String text) {
        return KEY.matcher(CleanText.clean(text)).replaceAll(MASK).replace(tokens.of(task), MASK);
    }

    Map<String, @Nullable Object> mask(UUID task, Map<?, ?> data) {
        Map<String, @Nullable Object> masked = new TreeMap<>();
        data.forEach((key, value) -> masked.put(mask(task, String.valueOf(key)), maskValue(task, value)));
        return masked;
    }

    private @Nullable Object maskValue(UUID task, @Nullable Object value) {
        return switch (value) {
            case null -> null;
            case String text -> mask(task, text);
            case Map<?, ?> members -> mask(task, members);
            case List<?> items ->
                items.stream().map(item -> maskValue(task, item)).toList();
            default -> value;
        };
    }
}

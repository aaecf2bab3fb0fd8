package dev.paddock.controlplane.http;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// JSON merge patches, RFC 7396.
public final class MergePatch {

    private MergePatch() {}

    /// `patch` over `target`; null removes.
    public static Map<String, @Nullable Object> merge(Map<String, @Nullable Object> target, Map<?, ?> patch) {
        Map<String, @Nullable Object> merged = new TreeMap<>(target);
        patch.forEach((key, value) -> {
            String name = String.valueOf(key);
            if (value == null) {
                merged.remove(name);
            } else if (value instanceof Map<?, ?> inner) {
                merged.put(name, merge(object(merged.get(name)), inner));
            } else {
                merged.put(name, value);
            }
        });
        return merged;
    }

    private static Map<String, @Nullable Object> object(@Nullable Object value) {
        Map<String, @Nullable Object> members = new HashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, member) -> members.put(String.valueOf(key), member));
        }
        return members;
    }
}

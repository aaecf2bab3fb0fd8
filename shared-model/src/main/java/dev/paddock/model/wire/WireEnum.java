package dev.paddock.model.wire;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// How an enum constant is spelled in JSON: its name in lower case.
public final class WireEnum {

    private WireEnum() {}

    /// The constant of `type` that `word` spells, exactly; throws [IllegalArgumentException] naming the known words.
    public static <E extends Enum<E>> E of(Class<E> type, String word) {
        for (E constant : type.getEnumConstants()) {
            if (spell(constant).equals(word)) {
                return constant;
            }
        }
        throw new IllegalArgumentException("must be one of "
                + Arrays.stream(type.getEnumConstants()).map(WireEnum::spell).collect(Collectors.joining(", ")));
    }

    /// The wire word of `constant`.
    public static String spell(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}

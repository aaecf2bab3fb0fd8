package dev.paddock.model.wire;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.stream.Collectors;

/// How an enum constant is spelled in JSON: its name in lower case.
public final class WireEnum {

    private WireEnum() {}

    /// The constant of `type` that `word` spells, exactly; throws [IllegalArgumentException] naming the known words.
    public static <E extends Enum<E>> E of(Class<E> type, String word) {
        return of(type, word, EnumSet.allOf(type));
    }

    /// As [#of(Class, String)], but of those that are known it names `told` alone.
    public static <E extends Enum<E>> E of(Class<E> type, String word, Collection<E> told) {
        for (E constant : type.getEnumConstants()) {
            if (spell(constant).equals(word)) {
                return constant;
            }
        }
        throw new IllegalArgumentException(mustBe(told));
    }

    /// The sentence about a word that is none of `constants`.
    public static String mustBe(Collection<? extends Enum<?>> constants) {
        return "must be one of " + constants.stream().map(WireEnum::spell).collect(Collectors.joining(", "));
    }

    /// The wire word of `constant`.
    public static String spell(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}

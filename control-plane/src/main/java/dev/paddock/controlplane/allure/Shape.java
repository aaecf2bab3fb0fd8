package dev.paddock.controlplane.allure;

import dev.paddock.model.problem.Problem.FieldError;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a JSON value may be. Says what is wrong by the value's place, `reportConfig.plugins.csv.options.fileName`.
@FunctionalInterface
interface Shape {

    /// 2⁵³ - 1, JavaScript's `Number.MAX_SAFE_INTEGER`: what Allure reads.
    double MOST = 9_007_199_254_740_991d;

    /// Adds an error for each part of `value` that is not as it must be.
    void check(String at, @Nullable Object value, List<FieldError> errors);

    /// A text of at most `most` characters.
    static Shape text(int most) {
        return (at, value, errors) -> {
            if (!(value instanceof String text)
                    || text.length() > most
                    || text.chars().anyMatch(Character::isISOControl)) {
                errors.add(new FieldError(at, "must be a text of at most " + most + " characters on one line"));
            }
        };
    }

    /// A text that matches.
    static Shape text(Pattern pattern, String meaning) {
        return (at, value, errors) -> {
            if (!(value instanceof String text) || !pattern.matcher(text).matches()) {
                errors.add(new FieldError(at, "must be " + meaning));
            }
        };
    }

    /// `true` or `false`.
    static Shape flag() {
        return (at, value, errors) -> {
            if (!(value instanceof Boolean)) {
                errors.add(new FieldError(at, "must be true or false"));
            }
        };
    }

    /// A whole number from 0 on, also one with a point, that JavaScript can hold exactly.
    static Shape count() {
        return (at, value, errors) -> {
            if (!(value instanceof Number number)
                    || !(number.doubleValue() >= 0 && number.doubleValue() <= MOST)
                    || number.doubleValue() != Math.rint(number.doubleValue())) {
                errors.add(new FieldError(at, "must be a whole number from 0 to 9007199254740991"));
            }
        };
    }

    /// A number from 0 to 1.
    static Shape share() {
        return (at, value, errors) -> {
            if (!(value instanceof Number number) || !(number.doubleValue() >= 0 && number.doubleValue() <= 1)) {
                errors.add(new FieldError(at, "must be a number from 0 to 1"));
            }
        };
    }

    /// A list of at most `most` values.
    static Shape list(Shape of, int most) {
        return (at, value, errors) -> {
            if (!(value instanceof List<?> list) || list.size() > most) {
                errors.add(new FieldError(at, "must be a list of at most " + most));
                return;
            }
            for (int i = 0; i < list.size(); i++) {
                of.check(at + "[" + i + "]", list.get(i), errors);
            }
        };
    }

    /// One value, or a list of them.
    static Shape oneOrMore(Shape of, int most) {
        Shape list = list(of, most);
        return (at, value, errors) -> (value instanceof List<?> ? list : of).check(at, value, errors);
    }

    /// An object with these members and no other. A null takes a member away that the server's own config has.
    static Shape object(Map<String, Shape> members) {
        return (at, value, errors) -> {
            if (!(value instanceof Map<?, ?> map)) {
                errors.add(new FieldError(at, "must be an object"));
                return;
            }
            map.forEach((key, member) -> {
                String place = at + "." + key;
                Shape shape = members.get(String.valueOf(key));
                if (shape == null) {
                    errors.add(new FieldError(place, "is not one of what may be set: " + sorted(members.keySet())));
                } else if (member != null) {
                    shape.check(place, member, errors);
                }
            });
        };
    }

    /// An object whose members have any names but those that mean something to JavaScript.
    static Shape named(Shape of, int most) {
        Set<String> special = Set.of("__proto__", "constructor", "prototype");
        return (at, value, errors) -> {
            if (!(value instanceof Map<?, ?> map) || map.size() > most) {
                errors.add(new FieldError(at, "must be an object with at most " + most + " members"));
                return;
            }
            map.forEach((key, member) -> {
                String name = String.valueOf(key);
                if (special.contains(name) || name.length() > 200) {
                    errors.add(new FieldError(at + "." + name, "is no name that a member may have"));
                } else if (member != null) {
                    of.check(at + "." + name, member, errors);
                }
            });
        };
    }

    private static String sorted(Set<String> names) {
        return String.join(", ", names.stream().sorted().toList());
    }
}

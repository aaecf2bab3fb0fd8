package dev.paddock.controlplane.edge;

import dev.paddock.controlplane.http.ProblemException;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.ext.ParamConverter;
import jakarta.ws.rs.ext.ParamConverterProvider;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads numbers, flags and times in parameters and headers, and names the parameter that is none: the framework by
/// itself answers that there is no such page.
@Provider
public class ParameterTypes implements ParamConverterProvider {

    private record Kind(Function<String, Object> read, String must) {}

    private static final Pattern PLAIN = Pattern.compile("-?[0-9]{1,19}");
    private static final Kind INTEGER =
            new Kind(text -> Integer.valueOf(plain(text)), "must be a whole number below 2147483648");
    private static final Kind LONG = new Kind(text -> Long.valueOf(plain(text)), "must be a whole number");
    private static final Kind BOOLEAN = new Kind(ParameterTypes::flag, "must be true or false");
    private static final Kind INSTANT =
            new Kind(ParameterTypes::instant, "must be a time as RFC 3339 has it, such as 2026-01-15T10:30:00Z");

    private static final Map<Class<?>, Kind> KINDS = Map.of(
            int.class, INTEGER,
            Integer.class, INTEGER,
            long.class, LONG,
            Long.class, LONG,
            boolean.class, BOOLEAN,
            Boolean.class, BOOLEAN,
            Instant.class, INSTANT);

    @Override
    public <T> @Nullable ParamConverter<T> getConverter(Class<T> type, Type generic, Annotation[] annotations) {
        Kind kind = KINDS.get(type);
        String name = name(annotations);
        return kind == null || name == null ? null : new Named<>(name, kind);
    }

    private static @Nullable String name(Annotation[] annotations) {
        for (Annotation annotation : annotations) {
            if (annotation instanceof QueryParam query) {
                return query.value();
            }
            if (annotation instanceof HeaderParam header) {
                return header.value();
            }
        }
        return null;
    }

    /// Java by itself takes a plus sign, and the digits of every script.
    private static String plain(String number) {
        if (!PLAIN.matcher(number).matches()) {
            throw new IllegalArgumentException(number);
        }
        return number;
    }

    private static Object flag(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static Object instant(String text) {
        return OffsetDateTime.parse(text).toInstant();
    }

    /// What one parameter is read by.
    private record Named<T>(String name, Kind kind) implements ParamConverter<T> {

        @Override
        // The kinds stand under their own types.
        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
        public T fromString(String value) {
            try {
                return (T) kind.read().apply(value);
            } catch (IllegalArgumentException | DateTimeException e) {
                throw ProblemException.invalid(name, kind.must());
            }
        }

        @Override
        public String toString(T value) {
            return String.valueOf(value);
        }
    }
}

package dev.paddock.controlplane.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.deser.std.NumberDeserializers;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ValueRange;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What JSON is accepted: unknown members pass, duplicate ones, a depth over 100, anything behind the value, and values
/// of another type than a member's are refused: 60.7 is not 60, `"60"` is no number, 60 is no text and no time. 60.0 is
/// 60, as JSON Schema has it.
@Singleton
public class JsonRules implements ObjectMapperCustomizer {

    private static final int MAX_DEPTH = 100;
    // One message of a log or a finding; a whole body is capped by the HTTP server.
    private static final int MAX_STRING = 8 << 20;

    /// After the modules that are found on the class path: of two readers of a type, the one that came last counts.
    @Override
    public int priority() {
        return MINIMUM_PRIORITY;
    }

    @Override
    public void customize(ObjectMapper mapper) {
        mapper.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxStringLength(MAX_STRING)
                        .build());
        mapper.configure(JsonParser.Feature.STRICT_DUPLICATE_DETECTION, true);
        mapper.registerModule(CleanText.module());
        mapper.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        mapper.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        refuseOtherTypes(mapper);
    }

    private static void refuseOtherTypes(ObjectMapper mapper) {
        mapper.disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT);
        mapper.setConfig(mapper.getDeserializationConfig().without(MapperFeature.ALLOW_COERCION_OF_SCALARS));
        mapper.coercionConfigFor(LogicalType.Textual)
                .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
        mapper.registerModule(new SimpleModule("times").addDeserializer(Instant.class, new Time()));
        mapper.registerModule(new SimpleModule("whole numbers")
                .addDeserializer(int.class, whole(int.class, BigDecimal::intValueExact))
                .addDeserializer(Integer.class, whole(Integer.class, BigDecimal::intValueExact))
                .addDeserializer(long.class, whole(long.class, BigDecimal::longValueExact))
                .addDeserializer(Long.class, whole(Long.class, BigDecimal::longValueExact)));
    }

    // The library's reader of a type reads that type.
    @SuppressWarnings("unchecked")
    private static <T> JsonDeserializer<T> whole(Class<T> type, Function<BigDecimal, T> exact) {
        return (JsonDeserializer<T>) new Whole(NumberDeserializers.find(type, type.getName()), exact);
    }

    /// A whole number, also one with a point or an exponent; the library's own reader has the rest.
    private static final class Whole extends DelegatingDeserializer {
        private static final long serialVersionUID = 1;

        // No mapper of ours is ever serialized.
        private final transient Function<BigDecimal, ?> exact;

        Whole(JsonDeserializer<?> all, Function<BigDecimal, ?> exact) {
            super(all);
            this.exact = exact;
        }

        @Override
        protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> all) {
            return new Whole(all, exact);
        }

        @Override
        public @Nullable Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            Optional<Object> whole =
                    parser.hasToken(JsonToken.VALUE_NUMBER_FLOAT) ? whole(parser.getText()) : Optional.empty();
            return whole.isPresent() ? whole.get() : super.deserialize(parser, context);
        }

        // None of this makes digits of a large exponent.
        private Optional<Object> whole(String number) {
            try {
                return Optional.of(exact.apply(new BigDecimal(number)));
            } catch (ArithmeticException | NumberFormatException notWholeOrTooLarge) {
                return Optional.empty();
            }
        }
    }

    /// A time as RFC 3339 has it: the library would take a number, also within a text, for seconds since 1970.
    private static final class Time extends StdScalarDeserializer<Instant> {
        private static final long serialVersionUID = 1;

        // Years as RFC 3339 can write them.
        private static final ValueRange FOUR_DIGITS = ValueRange.of(1, 9999);

        Time() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (!parser.hasToken(JsonToken.VALUE_STRING)) {
                return (Instant) context.handleUnexpectedToken(Instant.class, parser);
            }
            try {
                OffsetDateTime time = OffsetDateTime.parse(parser.getText());
                return FOUR_DIGITS.isValidIntValue(time.getYear())
                        ? time.toInstant()
                        : (Instant) context.handleWeirdStringValue(Instant.class, parser.getText(), "no time");
            } catch (DateTimeParseException e) {
                return (Instant) context.handleWeirdStringValue(Instant.class, parser.getText(), "no time");
            }
        }
    }
}

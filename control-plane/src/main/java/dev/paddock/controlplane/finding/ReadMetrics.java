package dev.paddock.controlplane.finding;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import dev.paddock.model.task.Metrics;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Reads metrics as runners measure them, since no review shall be lost for what it cost: a part of a millisecond is
/// rounded, and what is no number, or too large for one, becomes [#NONE], which [CleanMetrics] leaves out.
@Singleton
class ReadMetrics implements ObjectMapperCustomizer {

    private static final long NONE = -1;

    @Override
    public void customize(ObjectMapper mapper) {
        mapper.registerModule(new SimpleModule("metrics").addDeserializer(Metrics.class, new Reader()));
    }

    private static final class Reader extends StdDeserializer<Metrics> {
        private static final long serialVersionUID = 1;

        Reader() {
            super(Metrics.class);
        }

        @Override
        public Metrics deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            JsonNode said = context.readTree(parser);
            if (!said.isObject()) {
                return context.reportInputMismatch(Metrics.class, "no object");
            }
            Long files = number(said, "filesReviewed");
            return new Metrics(
                    number(said, "queueMs"),
                    number(said, "cloneMs"),
                    number(said, "reviewMs"),
                    number(said, "totalMs"),
                    files == null ? null : Integer.valueOf((int) (files > Integer.MAX_VALUE ? NONE : files)),
                    number(said, "linesAnalyzed"),
                    tokens(said.get("tokens")));
        }
    }

    private static Metrics.@Nullable Tokens tokens(@Nullable JsonNode said) {
        if (said == null || said.isNull()) {
            return null;
        }
        return said.isObject()
                ? new Metrics.Tokens(orZero(number(said, "input")), orZero(number(said, "output")))
                : new Metrics.Tokens(NONE, NONE);
    }

    private static long orZero(@Nullable Long number) {
        return number == null ? 0 : number;
    }

    private static @Nullable Long number(JsonNode said, String name) {
        JsonNode number = said.get(name);
        if (number == null || number.isNull()) {
            return null;
        }
        if (!number.isNumber() || !number.canConvertToLong()) {
            return NONE;
        }
        return number.isIntegralNumber() ? number.longValue() : Math.round(number.doubleValue());
    }
}

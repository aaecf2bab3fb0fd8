package dev.paddock.controlplane.repository;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// What somebody wants a repository's limits to be; what is missing is none.
public record LimitsWanted(
        @JsonProperty("runs_per_month") @JsonDeserialize(using = Whole.class) @Nullable
        Long runsPerMonth,

        @JsonProperty("stored_bytes") @JsonDeserialize(using = Whole.class) @Nullable
        Long storedBytes,

        @JsonProperty("past_due") @Nullable Boolean pastDue) {

    /// The limits.
    RepositoryLimits limits() {
        return new RepositoryLimits(runsPerMonth, storedBytes, Boolean.TRUE.equals(pastDue));
    }

    /// Takes no part of a number for the number.
    static final class Whole extends StdDeserializer<Long> {

        private static final long serialVersionUID = 1;

        Whole() {
            super(Long.class);
        }

        @Override
        public Long deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return parser.hasToken(JsonToken.VALUE_NUMBER_INT)
                    ? Long.valueOf(parser.getLongValue())
                    : (Long) context.handleUnexpectedToken(Long.class, parser);
        }
    }
}

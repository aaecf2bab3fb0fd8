package dev.paddock.controlplane.edge;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;

/// Reads a member that is a whole number, and nothing that could be taken for one: 90.9 is not 90, and `"90"` is a
/// text.
public final class WholeNumber extends StdDeserializer<Integer> {

    private static final long serialVersionUID = 1;

    /// For `@JsonDeserialize`.
    public WholeNumber() {
        super(Integer.class);
    }

    @Override
    public Integer deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        if (!parser.hasToken(JsonToken.VALUE_NUMBER_INT)) {
            return context.reportInputMismatch(Integer.class, "not a whole number");
        }
        return parser.getIntValue();
    }
}

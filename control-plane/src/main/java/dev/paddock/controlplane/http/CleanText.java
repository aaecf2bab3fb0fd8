package dev.paddock.controlplane.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.deser.std.StringDeserializer;
import com.fasterxml.jackson.databind.deser.std.UntypedObjectDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads JSON text as it can be stored and sent: without NUL, and with U+FFFD for half of a surrogate pair.
public final class CleanText {

    private CleanText() {}

    static SimpleModule module() {
        return new SimpleModule("clean text")
                .addDeserializer(String.class, new Text())
                .addDeserializer(Object.class, new Anything())
                .addKeyDeserializer(String.class, new Name());
    }

    /// `text` without NUL, and with U+FFFD for half of a surrogate pair.
    public static String clean(String text) {
        if (text.chars().noneMatch(c -> c == 0 || Character.isSurrogate((char) c))) {
            return text;
        }
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints()
                .filter(point -> point != 0)
                .map(point -> Character.getType(point) == Character.SURROGATE ? 0xFFFD : point)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    private static final class Text extends StringDeserializer {
        private static final long serialVersionUID = 1;

        @Override
        public @Nullable String deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            String text = super.deserialize(parser, context);
            return text == null ? null : clean(text);
        }
    }

    private static final class Name extends KeyDeserializer {
        @Override
        public Object deserializeKey(String key, DeserializationContext context) {
            return clean(key);
        }
    }

    /// Values within reach the reader of text above; names of members within it do not.
    private static final class Anything extends UntypedObjectDeserializer {
        private static final long serialVersionUID = 1;

        Anything() {
            super((JavaType) null, (JavaType) null);
        }

        @Override
        protected Object mapObject(JsonParser parser, DeserializationContext context) throws IOException {
            Map<String, @Nullable Object> clean = new LinkedHashMap<>();
            ((Map<?, ?>) super.mapObject(parser, context))
                    .forEach((name, value) -> clean.put(clean(String.valueOf(name)), value));
            return clean;
        }
    }
}

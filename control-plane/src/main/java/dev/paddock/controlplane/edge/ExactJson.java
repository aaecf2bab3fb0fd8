package dev.paddock.controlplane.edge;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paddock.controlplane.memory.LargeBodies;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.MessageBodyReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/// Reads bodies that hold anything, to be kept as it is: numbers stay as they are written, one text may be nearly all
/// of the body, and there are only so many values, since each takes more memory than what was sent.
///
/// @param <T> what the body is read as
public abstract class ExactJson<T> implements MessageBodyReader<T> {

    private static final int LONGEST_TEXT = 25 << 20;
    // Some 100 MB when each is an empty object.
    private static final long MOST_TOKENS = 1_000_000;

    private final Class<T> body;
    private final ObjectMapper mapper;
    private final LargeBodies large;

    /// Reads as `mapper` does, but for what is said above.
    protected ExactJson(Class<T> body, ObjectMapper mapper, LargeBodies large) {
        this.large = large;
        this.body = body;
        this.mapper = mapper.copy().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
        StreamReadConstraints before = mapper.getFactory().streamReadConstraints();
        this.mapper
                .getFactory()
                .setStreamReadConstraints(before.rebuild()
                        .maxStringLength(LONGEST_TEXT)
                        .maxTokenCount(MOST_TOKENS)
                        .build());
    }

    @Override
    public final boolean isReadable(Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
        return type == body;
    }

    @Override
    public final @Nullable T readFrom(
            Class<T> type,
            Type generic,
            Annotation[] annotations,
            MediaType media,
            MultivaluedMap<String, String> headers,
            InputStream content)
            throws IOException {
        try (PushbackInputStream sent = new PushbackInputStream(large.admit(content))) {
            int first = sent.read();
            if (first < 0) {
                return null;
            }
            sent.unread(first);
            return mapper.readValue(sent, body);
        } catch (JacksonException e) {
            throw new WebApplicationException(e, Response.Status.BAD_REQUEST);
        }
    }
}

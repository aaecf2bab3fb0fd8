package dev.paddock.controlplane.sql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes and reads the `jsonb` columns, in the wire's own shapes.
@Singleton
public class Json {

    private static final TypeReference<Map<String, @Nullable Object>> OBJECT = new TypeReference<>() {};

    private final ObjectMapper mapper;

    Json(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    /// `value` as JSON text.
    public String write(Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a wire record cannot be written", e);
        }
    }

    /// `value` as JSON in UTF-8.
    public byte[] bytes(Object value) {
        try {
            return mapper.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a wire record cannot be written", e);
        }
    }

    /// SHA-256 of the JSON of `value`, which is not held in memory for it.
    public byte[] digest(Object value) {
        try {
            MessageDigest sum = MessageDigest.getInstance("SHA-256");
            mapper.writeValue(new DigestOutputStream(OutputStream.nullOutputStream(), sum), value);
            return sum.digest();
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("no JSON can be made of " + value.getClass(), e);
        }
    }

    /// What [#write] wrote; the ledger holds nothing else.
    public <T> T read(String text, Class<T> type) {
        try {
            return mapper.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the ledger holds JSON of another shape than " + type.getSimpleName(), e);
        }
    }

    /// As [#read], null for null.
    public <T> @Nullable T readOrNull(@Nullable String text, Class<T> type) {
        return text == null ? null : read(text, type);
    }

    /// A JSON object with members nobody declared.
    public Map<String, @Nullable Object> readObject(String text) {
        try {
            return mapper.readValue(text, OBJECT);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the ledger holds JSON that is no object", e);
        }
    }
}

package dev.paddock.controlplane.audit;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// An entry as the chain sees it.
///
/// @param details as they are stored, letter by letter
record Link(
        long id,
        Instant at,
        String actor,
        @Nullable String address,
        String action,
        String object,
        String details,
        @Nullable String traceId) {

    /// SHA-256 over the hash before and the canonical form of this entry at place `no`.
    ///
    /// That is: the number, the id and the time in microseconds since 1970, eight bytes each, highest
    /// first; then each text as its length in four bytes and its UTF-8, a missing one as length -1.
    byte[] hash(byte[] before, long no) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.write(before);
            out.writeLong(no);
            out.writeLong(id);
            out.writeLong(ChronoUnit.MICROS.between(Instant.EPOCH, at));
            for (String text : new @Nullable String[] {actor, address, action, object, details, traceId}) {
                write(out, text);
            }
            return MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static void write(DataOutputStream out, @Nullable String text) throws IOException {
        if (text == null) {
            out.writeInt(-1);
            return;
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }
}

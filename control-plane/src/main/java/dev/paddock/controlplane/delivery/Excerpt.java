package dev.paddock.controlplane.delivery;

import dev.paddock.controlplane.http.CleanText;
import dev.paddock.model.secret.SecretForms;
import dev.paddock.model.secret.SecretMask;
import dev.paddock.model.secret.SecretShape;
import dev.paddock.model.secret.SecretShapes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;

/// The beginning of what a receiver answered, fit to be kept: it may repeat what it was sent, or anything else.
final class Excerpt {

    /// No more than that of an answer is ever read.
    private static final int MOST_BYTES = 1024;

    private Excerpt() {}

    /// Null when there is nothing. Of a body that breaks off, or comes too slowly, what has come: the answer is in the
    /// status, which is there by now.
    ///
    /// @param secrets what must not stand in it
    static @Nullable String of(@Nullable HttpEntity answer, List<String> secrets) {
        byte[] head = answer == null ? new byte[0] : head(answer);
        if (head.length == 0) {
            return null;
        }
        List<SecretShape> shapes = new ArrayList<>(SecretShapes.known());
        shapes.addAll(SecretForms.of(secrets).shapes("webhook-"));
        String text = CleanText.clean(new String(head, StandardCharsets.UTF_8)).replaceAll("\\p{Cntrl}+", " ");
        return new SecretMask(shapes).next(text).strip();
    }

    /// The rest is never asked for; the connection is closed.
    private static byte[] head(HttpEntity answer) {
        byte[] head = new byte[MOST_BYTES];
        int length = 0;
        try {
            InputStream body = answer.getContent();
            for (int n = 0; body != null && n >= 0 && length < MOST_BYTES; length += Math.max(0, n)) {
                n = body.read(head, length, MOST_BYTES - length);
            }
        } catch (IOException e) {
            // What has come is all that there is.
            return Arrays.copyOf(head, length);
        }
        return Arrays.copyOf(head, length);
    }
}

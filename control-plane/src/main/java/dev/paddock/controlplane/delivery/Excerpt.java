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
import java.util.List;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;

/// The beginning of what a receiver answered, fit to be kept: it may repeat what it was sent, or anything else.
final class Excerpt {

    /// No more than that of an answer is ever read.
    private static final int MOST_BYTES = 1024;

    private Excerpt() {}

    /// Null when there is nothing.
    ///
    /// @param secrets what must not stand in it
    static @Nullable String of(@Nullable HttpEntity answer, List<String> secrets) throws IOException {
        if (answer == null) {
            return null;
        }
        // The rest is never asked for; the connection is closed.
        InputStream body = answer.getContent();
        byte[] head = body == null ? new byte[0] : body.readNBytes(MOST_BYTES);
        if (head.length == 0) {
            return null;
        }
        List<SecretShape> shapes = new ArrayList<>(SecretShapes.known());
        shapes.addAll(SecretForms.of(secrets).shapes("webhook-"));
        String text = CleanText.clean(new String(head, StandardCharsets.UTF_8)).replaceAll("\\p{Cntrl}+", " ");
        return new SecretMask(shapes).next(text).strip();
    }
}

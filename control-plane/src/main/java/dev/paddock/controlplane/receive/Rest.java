package dev.paddock.controlplane.receive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// What a refused caller still sends. It is read to its end, up to the call's limit: many send all they have before
/// they listen, and would not get to know why they were refused.
public final class Rest {

    private Rest() {}

    /// Reads what is left of `body`.
    ///
    /// @param refusal what the caller will be told
    public static void read(InputStream body, Exception refusal) {
        try {
            body.transferTo(OutputStream.nullOutputStream());
        } catch (IOException | RuntimeException e) {
            // Nobody is there to listen, or it is too much: then it ends here.
            refusal.addSuppressed(e);
        }
    }
}

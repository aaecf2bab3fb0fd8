package dev.paddock.standalone.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// The control plane was asked and did not answer. The message is one sentence for the person at the terminal.
public final class NoAnswer extends IOException {

    private static final long serialVersionUID = 1;

    private final boolean passing;

    private NoAnswer(String sentence, IOException cause, boolean passing) {
        super(sentence, cause);
        this.passing = passing;
    }

    /// What `failure` of a call to `server` means.
    static NoAnswer of(URI server, IOException failure) {
        SSLException tls = cause(failure, SSLException.class);
        if (tls != null) {
            return new NoAnswer(tls(server, tls), failure, false);
        }
        if (cause(failure, UnresolvedAddressException.class) != null) {
            return new NoAnswer(
                    "The name %s is unknown; check the address of the server.".formatted(server.getHost()),
                    failure,
                    true);
        }
        if (failure instanceof ConnectException || failure instanceof HttpConnectTimeoutException) {
            return new NoAnswer(
                    "No server answers at %s; check the address, or start one with ./paddock up.".formatted(server),
                    failure,
                    true);
        }
        if (failure instanceof HttpTimeoutException) {
            return new NoAnswer(
                    "%s took the call and did not answer in time; repeat it in a moment.".formatted(server),
                    failure,
                    true);
        }
        return new NoAnswer(
                "The connection to %s broke (%s); check that it is a Paddock server, and repeat the call."
                        .formatted(server, failure.getMessage() == null ? "no reason given" : failure.getMessage()),
                failure,
                true);
    }

    /// Whether the same call may be answered in a moment.
    public boolean isPassing() {
        return passing;
    }

    private static String tls(URI server, SSLException failure) {
        String message = String.valueOf(failure.getMessage());
        if (message.contains("plaintext") || message.contains("SSL/TLS record") || message.contains("SSL message")) {
            return "%s does not speak TLS; give its address with http://.".formatted(server);
        }
        if (message.contains("PKIX path building")) {
            return ("The authority that signed the certificate of %s is unknown here; give it to Java with"
                            + " JDK_JAVA_OPTIONS=-Djavax.net.ssl.trustStore=FILE.")
                    .formatted(server);
        }
        if (message.contains("PKIX") || message.contains("certificat") || message.contains("subject alternative")) {
            return "The certificate of %s is not good (%s); check the address, or have the server's certificate renewed."
                    .formatted(server, message);
        }
        return "No secure connection to %s can be made (%s); check its address and its certificate."
                .formatted(server, message);
    }

    private static <T extends Throwable> @Nullable T cause(Throwable failure, Class<T> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }
}

package dev.paddock.controlplane.outbound;

import java.net.ConnectException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.jspecify.annotations.Nullable;

/// Why a call by a [PinnedClient] got no answer, in one sentence for whoever looks after the other side.
public final class CallFailure {

    private CallFailure() {}

    /// The sentence. It holds nothing of what the other side sent.
    ///
    /// @param whom was called, as the sentence begins, such as `The receiver`
    public static String sentence(String whom, Exception failure) {
        return switch (failure) {
            case SSLException tls -> whom + tls(tls);
            case ConnectTimeoutException late -> whom + " could not be connected to in time.";
            case ConnectException refused -> whom + " refuses connections.";
            case MessageConstraintException endless -> whom + " answered with more headers than are read.";
            default -> whom + " ended the connection before it had answered.";
        };
    }

    private static String tls(SSLException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String sentence = certificate(cause);
            if (sentence != null) {
                return sentence;
            }
        }
        return " could not be talked to over TLS; check its versions and ciphers, and the URL's port.";
    }

    private static @Nullable String certificate(Throwable cause) {
        return switch (cause) {
            case CertificateExpiredException old -> " has a TLS certificate that has expired; renew it.";
            case CertificateNotYetValidException early ->
                " has a TLS certificate that is not valid yet; check the clocks.";
            case CertPathBuilderException unknown ->
                " has a TLS certificate of nobody whom the server trusts; have it signed by a known authority, or add"
                        + " its authority to PADDOCK_OUTBOUND_TRUST_FILE.";
            // Java's check of names has no class of its own.
            case CertificateException other
            when other.getClass() == CertificateException.class ->
                " has a TLS certificate for another name; give it one for the host of the URL.";
            default -> null;
        };
    }
}

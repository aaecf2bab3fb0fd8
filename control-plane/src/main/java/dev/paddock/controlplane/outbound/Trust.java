package dev.paddock.controlplane.outbound;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// Whose TLS certificates are good: those of the authorities that Java knows, and of those that the settings name.
@Singleton
public class Trust {

    private final SSLContext context;

    /// [ConfigurationException] when the settings name a file that is of no use.
    @Inject
    Trust(OutboundConfig config) {
        this(config.trustFile());
    }

    /// @param file with certificates of authorities, PEM; empty = those that Java knows, and no others
    public Trust(Optional<Path> file) {
        try {
            context = SSLContext.getInstance("TLS");
            context.init(null, file.isPresent() ? trusting(read(file.get())) : null, null);
        } catch (IOException | GeneralSecurityException e) {
            throw new ConfigurationException(
                    "The certificates in " + file.map(Path::toString).orElse("Java's own store")
                            + " cannot be read: " + e.getMessage()
                            + " Set PADDOCK_OUTBOUND_TRUST_FILE to a file of certificates in PEM.",
                    e);
        }
    }

    /// So that a file that is of no use is told before anything runs.
    void start(@Observes StartupEvent event) {
        // Whoever observes is made.
    }

    /// What connections are made with.
    public SSLContext context() {
        return context;
    }

    private static Collection<? extends Certificate> read(Path file) throws IOException, GeneralSecurityException {
        try (InputStream pem = Files.newInputStream(file)) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(pem);
            if (certificates.isEmpty()) {
                throw new IOException("there are none.");
            }
            return certificates;
        }
    }

    private static TrustManager[] trusting(Collection<? extends Certificate> more)
            throws IOException, GeneralSecurityException {
        List<Certificate> all = new ArrayList<>(more);
        for (TrustManager manager : managers(null)) {
            if (manager instanceof X509TrustManager known) {
                all.addAll(List.<X509Certificate>of(known.getAcceptedIssuers()));
            }
        }
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (int i = 0; i < all.size(); i++) {
            store.setCertificateEntry("authority-" + i, all.get(i));
        }
        return managers(store);
    }

    private static TrustManager[] managers(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }
}

package dev.paddock.runner.kubernetes;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// What a pod is given to call Kubernetes' API with.
///
/// @param api its address
/// @param folder with the files `namespace`, `token` and `ca.crt`
record ServiceAccount(URI api, Path folder) {

    private static final Path FOLDER = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");
    private static final Duration CONNECT = Duration.ofSeconds(5);

    /// This pod's own; throws when it was given none.
    static ServiceAccount ofThisPod(Map<String, String> environment) throws IOException {
        String host = environment.get("KUBERNETES_SERVICE_HOST");
        if (host == null || !Files.isReadable(FOLDER.resolve("token"))) {
            throw new IOException("this pod has no token for Kubernetes' API (automountServiceAccountToken)");
        }
        String address = host.contains(":") ? "[" + host + "]" : host;
        return new ServiceAccount(
                URI.create("https://" + address + ":" + environment.getOrDefault("KUBERNETES_SERVICE_PORT", "443")),
                FOLDER);
    }

    /// The pod of this name, in the account's namespace.
    URI pod(String name) throws IOException {
        String namespace = Files.readString(folder.resolve("namespace")).strip();
        return api.resolve("/api/v1/namespaces/" + namespace + "/pods/" + name);
    }

    /// Read anew for each call: Kubernetes replaces it.
    String token() throws IOException {
        return Files.readString(folder.resolve("token")).strip();
    }

    /// Trusts the cluster's own authority and no other.
    HttpClient client() throws IOException {
        try (InputStream file = Files.newInputStream(folder.resolve("ca.crt"))) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            int number = 0;
            for (Certificate authority : CertificateFactory.getInstance("X.509").generateCertificates(file)) {
                trusted.setCertificateEntry("authority-" + number++, authority);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(null, trust.getTrustManagers(), null);
            return HttpClient.newBuilder()
                    .sslContext(tls)
                    .connectTimeout(CONNECT)
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IOException("the cluster's authority in " + folder + " cannot be read", e);
        }
    }
}

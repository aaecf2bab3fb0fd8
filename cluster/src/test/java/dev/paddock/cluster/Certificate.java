package dev.paddock.cluster;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// A certificate that nobody but its own trust store knows.
///
/// @param keyStore PKCS#12, with key and certificate
/// @param trustStore PKCS#12, with the certificate
/// @param certificate in PEM
/// @param key in PEM
record Certificate(Path keyStore, Path trustStore, Path certificate, Path key) {

    /// Of both stores.
    static final String PASSWORD = "a-password-of-the-tests";

    private static final String ALIAS = "server";

    /// Makes one for the host `name`, in `folder`.
    static Certificate make(String name, Path folder) throws IOException, InterruptedException {
        Path keyStore = folder.resolve(name + ".p12");
        keytool(
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "2",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=dns:" + name + ",dns:localhost,ip:127.0.0.1",
                "-keystore",
                keyStore.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD);
        try (InputStream file = Files.newInputStream(keyStore)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(file, PASSWORD.toCharArray());
            byte[] certificate = store.getCertificate(ALIAS).getEncoded();
            byte[] key = store.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded();
            Path pem = Files.writeString(folder.resolve(name + ".pem"), pem("CERTIFICATE", certificate));
            Path keyPem = Files.writeString(folder.resolve(name + "-key.pem"), pem("PRIVATE KEY", key));
            Path trustStore = folder.resolve(name + "-trust.p12");
            keytool(
                    "-importcert",
                    "-noprompt",
                    "-alias",
                    ALIAS,
                    "-file",
                    pem.toString(),
                    "-keystore",
                    trustStore.toString(),
                    "-storetype",
                    "PKCS12",
                    "-storepass",
                    PASSWORD);
            return new Certificate(keyStore, trustStore, pem, keyPem);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("what keytool made cannot be read", e);
        }
    }

    private static String pem(String kind, byte[] bytes) {
        String text = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(bytes);
        return "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(kind, text, kind);
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new ByteArrayOutputStream();
        process.getInputStream().transferTo(output);
        if (process.waitFor() != 0) {
            throw new IOException("keytool: " + output.toString(StandardCharsets.UTF_8));
        }
    }
}

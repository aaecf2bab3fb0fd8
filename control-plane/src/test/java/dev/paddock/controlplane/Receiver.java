package dev.paddock.controlplane;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;

/// Somebody who is told by a webhook: a real HTTP server that answers as it is told to.
public final class Receiver implements AutoCloseable {

    /// What it does with a call.
    @FunctionalInterface
    public interface Answer {
        void to(HttpExchange call) throws IOException;
    }

    /// A message that came.
    public record Got(Headers headers, String body) {

        public String id() {
            return headers.getFirst("webhook-id");
        }

        public JsonPath json() {
            return JsonPath.from(body);
        }

        /// Whether one of its signatures is of `secret`; computed here anew, as the standard says.
        public boolean isSignedWith(String secret) {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(
                        Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256"));
                String signed = id() + "." + headers.getFirst("webhook-timestamp") + "." + body;
                String signature = "v1,"
                        + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
                return Arrays.asList(headers.getFirst("webhook-signature").split(" "))
                        .contains(signature);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private final String scheme;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Got> got = new CopyOnWriteArrayList<>();
    private final List<Answer> next = new ArrayList<>();
    private volatile Answer otherwise = answer(204, "");

    public Receiver() throws IOException {
        this("http", HttpServer.create());
    }

    /// One that is called over TLS.
    public Receiver(SSLContext tls) throws IOException {
        this("https", overTls(tls));
    }

    private static HttpServer overTls(SSLContext tls) throws IOException {
        HttpsServer server = HttpsServer.create();
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        return server;
    }

    private Receiver(String scheme, HttpServer server) throws IOException {
        this.scheme = scheme;
        this.server = server;
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::take);
        server.setExecutor(threads);
        server.start();
    }

    /// Answers so from now on, after what was said by [#next].
    public Receiver always(Answer answer) {
        otherwise = answer;
        return this;
    }

    /// Answers the next call so.
    public synchronized Receiver next(Answer answer) {
        next.add(answer);
        return this;
    }

    public static Answer answer(int status, String body) {
        return call -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            call.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            call.getResponseBody().write(bytes);
            call.close();
        };
    }

    private void take(HttpExchange call) throws IOException {
        got.add(new Got(
                call.getRequestHeaders(), new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        answer().to(call);
    }

    private synchronized Answer answer() {
        return next.isEmpty() ? otherwise : next.removeFirst();
    }

    public String url() {
        return scheme + "://127.0.0.1:" + server.getAddress().getPort() + "/hook?token=of-its-own";
    }

    /// What came so far, in the order in which it came.
    public List<Got> got() {
        return List.copyOf(got);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

package dev.paddock.runner.workspace;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.RefAdvertiser;
import org.eclipse.jgit.transport.ServiceMayNotContinueException;
import org.eclipse.jgit.transport.UploadPack;
import org.eclipse.jgit.transport.WantNotValidException;
import org.jspecify.annotations.Nullable;

/// A real git server over real HTTP, on the loopback address, with faults on request. Serves one repository at every
/// path that ends in `.git`.
final class HttpGitServer implements AutoCloseable {

    private final Repository repository;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closed = new CountDownLatch(1);

    /// Each request: method, path and query, `Authorization` or `-`.
    final List<String> seen = new CopyOnWriteArrayList<>();
    /// Released by the first request that is never answered.
    final CountDownLatch hung = new CountDownLatch(1);

    @Nullable
    String wantedAuth;

    @Nullable
    String redirect;

    int status;
    boolean hang;
    boolean oldProtocol;
    /// Served by the git of this machine instead of JGit.
    boolean nativeGit;

    HttpGitServer(Repository repository) throws IOException {
        this.repository = repository;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    String host() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    String url() {
        return "http://" + host() + "/acme/shop.git";
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            var auth = exchange.getRequestHeaders().getFirst("Authorization");
            var uri = exchange.getRequestURI();
            seen.add(exchange.getRequestMethod() + " " + uri + " " + (auth == null ? "-" : auth));
            if (hang) {
                hung.countDown();
                closed.await();
            } else if (wantedAuth != null && !wantedAuth.equals(auth)) {
                exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"git\"");
                exchange.sendResponseHeaders(401, -1);
            } else if (status != 0) {
                exchange.sendResponseHeaders(status, -1);
            } else if (redirect != null && !uri.getPath().startsWith("/moved")) {
                exchange.getResponseHeaders().set("Location", redirect + "/info/refs?service=git-upload-pack");
                exchange.sendResponseHeaders(301, -1);
            } else if (nativeGit) {
                new NativeGit(repository.getDirectory().toPath()).serve(exchange, oldProtocol);
            } else if (uri.getPath().endsWith(".git/info/refs")) {
                advertise(exchange);
            } else if (uri.getPath().endsWith(".git/git-upload-pack")) {
                upload(exchange);
            } else {
                exchange.getResponseHeaders().set("Content-Type", "text/html");
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write("<html>Sign in</html>".getBytes(UTF_8));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private UploadPack uploadPack(HttpExchange exchange) {
        var pack = new UploadPack(repository);
        pack.setBiDirectionalPipe(false);
        var protocol = exchange.getRequestHeaders().getFirst("Git-Protocol");
        if (protocol != null && !oldProtocol) {
            pack.setExtraParameters(List.of(protocol));
        }
        return pack;
    }

    private void advertise(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/x-git-upload-pack-advertisement");
        exchange.sendResponseHeaders(200, 0);
        var out = new PacketLineOut(exchange.getResponseBody());
        try (var pack = uploadPack(exchange)) {
            pack.sendAdvertisedRefs(new RefAdvertiser.PacketLineOutRefAdvertiser(out), "git-upload-pack");
        }
    }

    private void upload(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/x-git-upload-pack-result");
        exchange.sendResponseHeaders(200, 0);
        InputStream in = exchange.getRequestBody();
        if ("gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))) {
            in = new GZIPInputStream(in);
        }
        var out = exchange.getResponseBody();
        try (var pack = uploadPack(exchange)) {
            pack.uploadWithExceptionPropagation(in, out, null);
        } catch (WantNotValidException e) {
            new PacketLineOut(out).writeString("ERR " + e.getMessage());
        } catch (ServiceMayNotContinueException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.close();
    }
}

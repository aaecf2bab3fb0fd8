package dev.paddock.controlplane.repository;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.RefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;
import org.jspecify.annotations.Nullable;

/// A real git server over real HTTP, on the loopback address, that can ask for a credential. It has one repository
/// with one commit on `main`.
public final class GitServer implements AutoCloseable {

    private final Git git;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private volatile @Nullable String wanted;

    /// @param folder empty; for the repository
    /// @param wanted the value of the `Authorization` header that opens it; null = none is needed
    public GitServer(Path folder, @Nullable String wanted) throws Exception {
        this.wanted = wanted;
        this.git = Git.init()
                .setDirectory(folder.toFile())
                .setInitialBranch("main")
                .call();
        Files.writeString(folder.resolve("A.java"), "class A {\n    // TODO: write it\n}\n");
        Files.writeString(folder.resolve("B.java"), "class B {}\n");
        git.add().addFilepattern(".").call();
        git.commit()
                .setMessage("Begin")
                .setAuthor(new PersonIdent("A", "a@example.com"))
                .setCommitter(new PersonIdent("A", "a@example.com"))
                .setSign(false)
                .call();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    /// The clone URL.
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/acme/shop.git";
    }

    /// The commit on `main`.
    public String commit() throws IOException {
        return Objects.requireNonNull(git.getRepository().resolve("refs/heads/main"))
                .name();
    }

    /// The `Authorization` headers that came, `-` for none.
    List<String> seen() {
        return seen;
    }

    /// Has it ask for another credential.
    void want(String authorization) {
        wanted = authorization;
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String auth = exchange.getRequestHeaders().getFirst("Authorization");
            seen.add(auth == null ? "-" : auth);
            String path = exchange.getRequestURI().getPath();
            if (wanted != null && !wanted.equals(auth)) {
                exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"git\"");
                exchange.sendResponseHeaders(401, -1);
            } else if (path.equals("/acme/shop.git/info/refs")) {
                advertise(exchange);
            } else if (path.equals("/acme/shop.git/git-upload-pack")) {
                upload(exchange);
            } else {
                exchange.sendResponseHeaders(404, -1);
            }
        }
    }

    private UploadPack uploadPack(HttpExchange exchange) {
        UploadPack pack = new UploadPack(git.getRepository());
        pack.setBiDirectionalPipe(false);
        String protocol = exchange.getRequestHeaders().getFirst("Git-Protocol");
        if (protocol != null) {
            pack.setExtraParameters(List.of(protocol));
        }
        return pack;
    }

    private void advertise(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/x-git-upload-pack-advertisement");
        exchange.sendResponseHeaders(200, 0);
        PacketLineOut out = new PacketLineOut(exchange.getResponseBody());
        try (UploadPack pack = uploadPack(exchange)) {
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
        try (UploadPack pack = uploadPack(exchange)) {
            pack.upload(in, exchange.getResponseBody(), null);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
        git.close();
    }
}

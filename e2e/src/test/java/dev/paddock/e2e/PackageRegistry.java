package dev.paddock.e2e;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// A registry of npm that has one package: a program that knows nothing but its version.
final class PackageRegistry implements AutoCloseable {

    private final HttpServer server;

    /// @param folder an empty one
    PackageRegistry(String name, String version, Path folder) throws IOException, InterruptedException {
        String file = name + "-" + version + ".tgz";
        byte[] archive = pack(name, version, Files.createDirectories(folder.resolve("package")), file);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String about = """
                {"name": "%1$s", "dist-tags": {"latest": "%2$s"}, "versions": {"%2$s":
                 {"name": "%1$s", "version": "%2$s", "dist": {"tarball": "%3$s/%4$s"}}}}
                """.formatted(name, version, url(), file);
        serve("/" + name, "application/json", about.getBytes(StandardCharsets.UTF_8));
        serve("/" + file, "application/octet-stream", archive);
        server.start();
    }

    /// What `npm_config_registry` is set to.
    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private static byte[] pack(String name, String version, Path content, String file)
            throws IOException, InterruptedException {
        Files.writeString(
                content.resolve("package.json"), "{\"name\": \"%s\", \"version\": \"%s\"}".formatted(name, version));
        Files.writeString(content.resolve("cli.js"), "console.log('" + version + "');\n");
        Path archive = content.resolveSibling(file);
        int code = new ProcessBuilder(
                        "tar",
                        "-czf",
                        archive.toString(),
                        "-C",
                        content.resolveSibling("").toString(),
                        "package")
                .inheritIO()
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException("tar ended with " + code);
        }
        return Files.readAllBytes(archive);
    }

    private void serve(String path, String type, byte[] body) {
        server.createContext(path, call -> {
            try (call) {
                call.getResponseHeaders().set("Content-Type", type);
                call.sendResponseHeaders(200, body.length);
                call.getResponseBody().write(body);
            }
        });
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

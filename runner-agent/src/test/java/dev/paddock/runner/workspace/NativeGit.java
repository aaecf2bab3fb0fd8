package dev.paddock.runner.workspace;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The server that most forges run: `git http-backend`, over the common gateway interface.
///
/// @param folder a bare repository
record NativeGit(Path folder) {

    static boolean isInstalled() {
        try {
            return new ProcessBuilder("git", "--version").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void serve(HttpExchange exchange, boolean oldProtocol) throws IOException {
        var uri = exchange.getRequestURI();
        var builder = new ProcessBuilder("git", "http-backend").redirectError(ProcessBuilder.Redirect.DISCARD);
        var environment = builder.environment();
        var parent = Objects.requireNonNull(folder.getParent());
        environment.put("GIT_PROJECT_ROOT", parent.toString());
        environment.put("GIT_HTTP_EXPORT_ALL", "1");
        environment.put("GIT_CONFIG_COUNT", "1");
        environment.put("GIT_CONFIG_KEY_0", "safe.directory");
        environment.put("GIT_CONFIG_VALUE_0", "*");
        environment.put("REQUEST_METHOD", exchange.getRequestMethod());
        environment.put("QUERY_STRING", orEmpty(uri.getQuery()));
        environment.put("CONTENT_TYPE", header(exchange, "Content-Type"));
        environment.put("HTTP_CONTENT_ENCODING", header(exchange, "Content-Encoding"));
        environment.put("PATH_INFO", uri.getPath().replace("/acme/shop.git", "/" + folder.getFileName()));
        if (!oldProtocol) {
            environment.put("GIT_PROTOCOL", header(exchange, "Git-Protocol"));
        }
        var process = builder.start();
        try (var in = process.getOutputStream()) {
            exchange.getRequestBody().transferTo(in);
        }
        try (var out = new BufferedInputStream(process.getInputStream())) {
            int status = 200;
            for (var line = line(out); !line.isEmpty(); line = line(out)) {
                int colon = line.indexOf(':');
                var value = line.substring(colon + 1).strip();
                if (line.startsWith("Status:")) {
                    status = Integer.parseInt(value.substring(0, 3));
                } else {
                    exchange.getResponseHeaders().set(line.substring(0, colon), value);
                }
            }
            exchange.sendResponseHeaders(status, 0);
            out.transferTo(exchange.getResponseBody());
        }
    }

    private static String header(HttpExchange exchange, String name) {
        return orEmpty(exchange.getRequestHeaders().getFirst(name));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static String line(InputStream in) throws IOException {
        var bytes = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            bytes.write(next);
        }
        return bytes.toString(UTF_8).strip();
    }
}

package dev.paddock.controlplane;

import io.restassured.RestAssured;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// Calls that no HTTP client would make.
public final class RawCall {

    private static final int PATIENCE_MILLIS = 20_000;

    private static final String KEY = "x-api-key: " + RealServices.ADMIN_KEY + "\r\n";

    private RawCall() {}

    /// Lines with the credentials of a session.
    static String session(SignedIn session) {
        return "Cookie: " + SignedIn.SESSION + "=" + session.session() + "; " + SignedIn.CSRF + "=" + session.csrf()
                + "\r\nX-CSRF-Token: " + session.csrf() + "\r\n";
    }

    /// Announces a JSON body of `length` bytes and sends none of it; returns all that is answered until the server
    /// hangs up.
    static String announce(String verb, String path, long length) throws IOException {
        return announce(verb, path, length, KEY);
    }

    /// The same with the credentials of `headers`, whole lines.
    public static String announce(String verb, String path, long length, String headers) throws IOException {
        return send(head(verb, path, headers) + "Content-Length: " + length + "\r\n\r\n", "");
    }

    /// As [#announce], of bytes that are no JSON.
    static String announceBytes(String verb, String path, long length) throws IOException {
        String head = head(verb, path, KEY).replace("application/json", "application/octet-stream");
        return send(head + "Content-Length: " + length + "\r\n\r\n", "");
    }

    /// Sends `body` again and again as chunks, `times` times, without saying how much it will be.
    static String chunks(String verb, String path, String body, int times) throws IOException {
        return chunks(verb, path, body, times, KEY);
    }

    /// The same with the credentials of `headers`, whole lines.
    static String chunks(String verb, String path, String body, int times, String headers) throws IOException {
        String chunk = Integer.toHexString(body.length()) + "\r\n" + body + "\r\n";
        return send(
                head(verb, path, headers) + "Transfer-Encoding: chunked\r\n\r\n", chunk.repeat(times) + "0\r\n\r\n");
    }

    /// A `POST` without a body.
    ///
    /// @param headers whole lines; each character is one byte
    static String post(String path, String headers) throws IOException {
        return send(head("POST", path, headers) + "Content-Length: 0\r\nConnection: close\r\n\r\n", "");
    }

    /// A call with a header of `length` characters.
    static String header(String path, int length) throws IOException {
        return send(head("GET", path, KEY) + "X-Long: " + "x".repeat(length) + "\r\nConnection: close\r\n\r\n", "");
    }

    private static String head(String verb, String path, String headers) {
        return """
                %s %s HTTP/1.1\r
                Host: localhost\r
                Content-Type: application/json\r
                %s""".formatted(verb, path, headers);
    }

    private static String send(String head, String body) throws IOException {
        try (Socket socket = new Socket("localhost", RestAssured.port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            Thread.startVirtualThread(() -> write(socket, head + body));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void write(Socket socket, String text) {
        try {
            OutputStream out = socket.getOutputStream();
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        } catch (IOException e) {
            // The server has answered and reads no more; what it answered is what counts.
            Thread.currentThread().interrupt();
        }
    }
}

package dev.paddock.controlplane;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/// A caller that does something else before it reads the rest of a reply, which is larger than what the network holds.
public final class ReadSlowly {

    private ReadSlowly() {}

    /// The values of the member `name` in the reply at `path`.
    ///
    /// @param meanwhile done when the first of them is read
    public static List<String> values(String path, String name, Runnable meanwhile)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + OtherReplica.port() + path))
                .header("x-api-key", RealServices.ADMIN_KEY)
                .build();
        List<String> values = new ArrayList<>();
        try (HttpClient client = HttpClient.newHttpClient();
                InputStream body = client.send(request, HttpResponse.BodyHandlers.ofInputStream())
                        .body();
                JsonParser json = new JsonFactory().createParser(body)) {
            while (json.nextToken() != null) {
                if (json.currentToken() == JsonToken.FIELD_NAME
                        && json.currentName().equals(name)) {
                    json.nextToken();
                    values.add(json.getText());
                    if (values.size() == 1) {
                        meanwhile.run();
                    }
                }
            }
        }
        return values;
    }
}

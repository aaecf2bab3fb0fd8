package dev.paddock.standalone.client;

import dev.paddock.standalone.credentials.ApiKey;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// What a caller shows to the control plane. None of them is ever printed.
public sealed interface Access {

    /// Adds it to a call.
    void show(HttpRequest.Builder request);

    /// An API key.
    record Key(ApiKey key) implements Access {
        @Override
        public void show(HttpRequest.Builder request) {
            request.header("Authorization", "Bearer " + key.text());
        }
    }

    /// The credentials of a repository's client: good for its reports and its gate.
    ///
    /// @param secret of the shape of a key, and as secret
    record Client(String id, ApiKey secret) implements Access {
        @Override
        public void show(HttpRequest.Builder request) {
            byte[] pair = (id + ":" + secret.text()).getBytes(StandardCharsets.UTF_8);
            request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
        }
    }

    /// The session of a user who has signed in.
    ///
    /// @param token what the session's cookie holds
    /// @param csrf what calls that change something repeat
    record Session(String token, String csrf) implements Access {
        @Override
        public void show(HttpRequest.Builder request) {
            request.header("Cookie", "paddock_session=" + token + "; paddock_csrf=" + csrf);
            request.header("X-CSRF-Token", csrf);
        }

        @Override
        public String toString() {
            return "Session[…]";
        }
    }

    /// Nothing: for signing in.
    record Nobody() implements Access {
        @Override
        public void show(HttpRequest.Builder request) {
            // Nothing to show.
        }
    }
}

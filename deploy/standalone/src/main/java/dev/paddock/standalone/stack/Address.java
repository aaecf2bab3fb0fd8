package dev.paddock.standalone.stack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paddock.standalone.Layout;
import dev.paddock.standalone.services.Folders;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.Optional;

/// Where the stack that runs on a data folder is reached.
///
/// @param pid the supervisor
/// @param url the control plane, for callers
/// @param health answers 200 when the control plane can serve
public record Address(long pid, URI url, URI health) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /// Empty while the stack has not written it.
    public static Optional<Address> read(Layout layout) throws IOException {
        if (!Files.exists(layout.address())) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(layout.address().toFile(), Address.class));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    void write(Layout layout) throws IOException {
        Folders.writeSecret(layout.address(), JSON.writeValueAsString(this));
    }
}

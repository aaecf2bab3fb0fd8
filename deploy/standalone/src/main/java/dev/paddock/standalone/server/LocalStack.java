package dev.paddock.standalone.server;

import dev.paddock.standalone.CouldNotRun;
import dev.paddock.standalone.Layout;
import dev.paddock.standalone.credentials.Credentials;
import dev.paddock.standalone.stack.Address;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/// The stack that `./paddock up` runs on this machine, and how to get into it.
public record LocalStack(URI url, Credentials credentials) {

    /// Who signs in to it.
    public String user() {
        return credentials.adminUser();
    }

    public String password() {
        return credentials.adminPassword();
    }

    /// Empty when none runs on the data folder.
    public static Optional<LocalStack> find(Layout layout) {
        try {
            Optional<Address> address = Address.read(layout)
                    .filter(running -> ProcessHandle.of(running.pid())
                            .map(ProcessHandle::isAlive)
                            .orElse(false));
            return address.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new LocalStack(address.get().url(), Credentials.read(layout)));
        } catch (IOException e) {
            throw new CouldNotRun(
                    "The stack on %s cannot be asked for (%s); name a server with --server."
                            .formatted(layout.data(), e),
                    e);
        }
    }
}

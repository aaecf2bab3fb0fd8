package dev.paddock.standalone.server;

import dev.paddock.standalone.Layout;
import dev.paddock.standalone.client.Access;
import dev.paddock.standalone.client.Connection;
import dev.paddock.standalone.credentials.ApiKey;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The server of a command, as its person chose it.
public final class ServerOptions {

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "The control plane; without it PADDOCK_URL, the server signed in to last, or the stack of"
                    + " ./paddock up on this machine.")
    private @Nullable String server;

    private final SavedSessions sessions = SavedSessions.of(System.getenv());

    /// Its address; throws [UsageError] when nothing names one.
    public URI address() {
        return choice().server(server);
    }

    /// For calls with a key or a session; throws [NotAllowed] when there is neither.
    public Connection connect() {
        var choice = choice();
        URI address = choice.server(server);
        return new Connection(address, choice.access(address));
    }

    /// For calls about reports, which take client credentials or a key; throws [NotAllowed] when there is neither.
    public Connection connectForReports() {
        var choice = choice();
        URI address = choice.server(server);
        return new Connection(address, choice.reportAccess(address));
    }

    /// Whether client credentials stand in the environment.
    public boolean hasClient() {
        return choice().client().isPresent();
    }

    /// For calls that take a user's session; throws [NotAllowed] when there is none.
    public Connection connectAsUser() {
        var choice = choice();
        URI address = choice.server(server);
        return new Connection(address, choice.userAccess(address));
    }

    /// For signing in.
    public Connection connectAsNobody() {
        return new Connection(address(), new Access.Nobody());
    }

    /// The stack on this machine, where that is the server.
    public Optional<LocalStack> local() {
        var choice = choice();
        return choice.at(choice.server(server));
    }

    /// The key in the environment.
    public Optional<ApiKey> key() {
        return choice().key();
    }

    public SavedSessions sessions() {
        return sessions;
    }

    private Choice choice() {
        String root = System.getProperty("paddock.root", "");
        Optional<LocalStack> local =
                root.isEmpty() ? Optional.empty() : LocalStack.find(Layout.of(Path.of(root), System.getenv()));
        return new Choice(System.getenv(), sessions, local, InstantSource.system());
    }
}

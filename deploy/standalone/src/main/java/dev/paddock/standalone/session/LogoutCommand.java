package dev.paddock.standalone.session;

import dev.paddock.standalone.client.Access;
import dev.paddock.standalone.client.Connection;
import dev.paddock.standalone.client.NoAnswer;
import dev.paddock.standalone.client.Refused;
import dev.paddock.standalone.server.SavedSessions.Saved;
import dev.paddock.standalone.server.ServerOptions;
import dev.paddock.standalone.terminal.Output;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `./paddock logout`: ends the session, there and here.
@Command(
        name = "logout",
        description = "Ends the session of ./paddock login, and forgets it; repeating it is fine.",
        mixinStandardHelpOptions = true)
public final class LogoutCommand implements Callable<Integer> {

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Mixin
    private final Output output = new Output();

    @Override
    public Integer call() throws IOException, InterruptedException {
        URI address = server.address();
        Optional<Saved> session = server.sessions().at(address);
        if (session.isPresent()) {
            // Whatever the control plane says, this machine keeps nothing.
            server.sessions().forget(address);
            end(address, session.get());
        }
        if (output.json()) {
            output.document(Map.of("server", address.toString(), "signedOut", session.isPresent()));
        } else {
            output.say(
                    session.isPresent()
                            ? "Signed out of " + address + "."
                            : "Nobody was signed in to " + address + ".");
        }
        return 0;
    }

    private void end(URI address, Saved session) throws IOException, InterruptedException {
        try (var connection = new Connection(address, new Access.Session(session.token(), session.csrf()))) {
            connection.post("/auth/logout", null);
        } catch (Refused e) {
            if (!e.isNotAllowed()) {
                throw e;
            }
            // It had ended before.
        } catch (NoAnswer e) {
            output.remark("The session is forgotten here and lasts there until %s: %s"
                    .formatted(session.expiresAt(), e.getMessage()));
        }
    }
}

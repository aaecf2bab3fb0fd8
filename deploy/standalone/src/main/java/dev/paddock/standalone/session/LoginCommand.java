package dev.paddock.standalone.session;

import dev.paddock.standalone.server.LocalStack;
import dev.paddock.standalone.server.SavedSessions.Saved;
import dev.paddock.standalone.server.ServerOptions;
import dev.paddock.standalone.terminal.Moments;
import dev.paddock.standalone.terminal.Output;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `./paddock login`: opens a session and keeps it for the commands that follow.
@Command(
        name = "login",
        description = {
            "Signs in as the built-in administrator and keeps the session, readable by you alone, until ./paddock logout.",
            "At the stack of ./paddock up on this machine nobody needs to type a password."
        },
        mixinStandardHelpOptions = true)
public final class LoginCommand implements Callable<Integer> {

    @Option(names = "--user", paramLabel = "NAME", description = "Who signs in (default: admin).")
    private @Nullable String user;

    @Option(names = "--password-stdin", description = "Reads the password from standard input.")
    private boolean passwordStdin;

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Mixin
    private final Output output = new Output();

    @Override
    public Integer call() throws IOException, InterruptedException {
        URI address = server.address();
        String name = user == null ? server.local().map(LocalStack::user).orElse("admin") : user;
        String password = password(name, address);
        try (var connection = server.connectAsNobody()) {
            Saved session = new SignIn(connection).as(name, password, Instant.now());
            server.sessions().keep(address, session);
            if (output.json()) {
                output.document(Map.of("server", address.toString(), "user", name, "expiresAt", session.expiresAt()));
            } else {
                output.say("Signed in to %s as %s, until %s; the commands that follow use this server."
                        .formatted(address, name, Moments.exact(session.expiresAt())));
            }
        }
        return 0;
    }

    private String password(String name, URI address) throws IOException {
        if (passwordStdin) {
            return Password.given(System.in);
        }
        Optional<LocalStack> local = server.local().filter(stack -> name.equals(stack.user()));
        return local.isPresent()
                ? local.get().password()
                : Password.typed("Password of %s at %s: ".formatted(name, address));
    }
}

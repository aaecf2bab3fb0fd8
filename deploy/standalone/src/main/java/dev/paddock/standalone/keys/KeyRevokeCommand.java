package dev.paddock.standalone.keys;

import dev.paddock.standalone.client.Query;
import dev.paddock.standalone.server.ServerOptions;
import dev.paddock.standalone.terminal.Output;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `./paddock keys revoke`.
@Command(
        name = "revoke",
        description = "Ends an API key for good, within a second; repeating it is fine.",
        mixinStandardHelpOptions = true)
final class KeyRevokeCommand implements Callable<Integer> {

    @Parameters(paramLabel = "KEY", description = "Its id, as ./paddock keys list has it; not the key itself.")
    private @Nullable String key;

    @Option(names = "--delete", description = "Its record goes, too.")
    private boolean delete;

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Mixin
    private final Output output = new Output();

    @Override
    public Integer call() throws IOException, InterruptedException {
        String id = Objects.requireNonNull(key);
        String action = delete ? "delete" : "revoke";
        try (var connection = server.connectAsUser()) {
            connection.delete(KeysCommand.PATH + "/" + Query.encoded(id) + new Query().with("action", action));
            if (output.json()) {
                output.document(Map.of("id", id, "revoked", true, "deleted", delete));
            } else {
                output.say("The key " + id + (delete ? " is revoked and deleted." : " is revoked."));
            }
        }
        return 0;
    }
}

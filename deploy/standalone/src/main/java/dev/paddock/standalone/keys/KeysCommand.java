package dev.paddock.standalone.keys;

import picocli.CommandLine.Command;

/// `./paddock keys`.
@Command(
        name = "keys",
        description = "Makes, lists and revokes API keys; takes the session of an administrator (./paddock login).",
        mixinStandardHelpOptions = true,
        subcommands = {KeyCreateCommand.class, KeyListCommand.class, KeyRevokeCommand.class})
public final class KeysCommand {

    static final String PATH = "/api/settings/apikeys";
}

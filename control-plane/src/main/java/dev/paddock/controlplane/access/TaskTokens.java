package dev.paddock.controlplane.access;

import dev.paddock.controlplane.secret.ServerSecrets;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Tokens that are good for one task's calls: an HMAC over the task's id with the server's secret, or with the one
/// before it. They hold no time; whether a task may still be spoken for is its row's state.
@Singleton
public class TaskTokens {

    private static final String PREFIX = "pt_";
    private static final Pattern SHAPE =
            Pattern.compile(PREFIX + "([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})_[0-9a-f]{64}");

    private final List<byte[]> keys;

    TaskTokens(ServerSecrets secrets) {
        this.keys = secrets.keys("paddock task tokens");
    }

    /// The token of a task.
    public String of(UUID task) {
        return token(keys.getFirst(), task);
    }

    /// The task that `token` is good for; empty for any other text. Takes the same time for every wrong one.
    public Optional<UUID> task(String token) {
        Matcher parts = SHAPE.matcher(token);
        if (!parts.matches()) {
            return Optional.empty();
        }
        UUID task = UUID.fromString(parts.group(1));
        byte[] given = token.getBytes(StandardCharsets.US_ASCII);
        boolean right = false;
        for (byte[] key : keys) {
            right |= MessageDigest.isEqual(token(key, task).getBytes(StandardCharsets.US_ASCII), given);
        }
        return right ? Optional.of(task) : Optional.empty();
    }

    /// The name of a caller that shows the token of `task`.
    public static String callerOf(UUID task) {
        return "task " + task;
    }

    private static String token(byte[] key, UUID task) {
        byte[] mac = ServerSecrets.mac(key, task.toString().getBytes(StandardCharsets.US_ASCII));
        return PREFIX + task + "_" + HexFormat.of().formatHex(mac);
    }
}

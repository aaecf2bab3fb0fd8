package dev.paddock.controlplane.access;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Tokens that are good for one task's calls: an HMAC over the task's id with the server's secret. They hold no
/// time; whether a task may still be spoken for is its row's state.
@Singleton
public class TaskTokens {

    private static final String PREFIX = "pt_";
    private static final Pattern SHAPE =
            Pattern.compile(PREFIX + "([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})_[0-9a-f]{64}");

    private final SecretKeySpec secret;

    TaskTokens(AccessConfig config) {
        this.secret = new SecretKeySpec(derive(read(config.secretKeyFile())), "HmacSHA256");
    }

    /// The token of a task.
    public String of(UUID task) {
        return PREFIX + task + "_" + HexFormat.of().formatHex(hmac(task));
    }

    /// The task that `token` is good for; empty for any other text. Takes the same time for every wrong one.
    public Optional<UUID> task(String token) {
        Matcher parts = SHAPE.matcher(token);
        if (!parts.matches()) {
            return Optional.empty();
        }
        UUID task = UUID.fromString(parts.group(1));
        boolean right = MessageDigest.isEqual(
                of(task).getBytes(StandardCharsets.US_ASCII), token.getBytes(StandardCharsets.US_ASCII));
        return right ? Optional.of(task) : Optional.empty();
    }

    /// The name of a caller that shows the token of `task`.
    public static String callerOf(UUID task) {
        return "task " + task;
    }

    private byte[] hmac(UUID task) {
        return mac(secret, task.toString());
    }

    /// One secret serves several purposes; each gets a key of its own.
    private static byte[] derive(byte[] secret) {
        return mac(new SecretKeySpec(secret, "HmacSHA256"), "paddock task tokens");
    }

    private static byte[] mac(SecretKeySpec key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    private static byte[] read(Path file) {
        try {
            byte[] secret = Files.readString(file).strip().getBytes(StandardCharsets.UTF_8);
            if (secret.length < 32) {
                throw new IllegalStateException(
                        "The secret in " + file + " is shorter than 32 bytes; put a longer random text there.");
            }
            return secret;
        } catch (IOException e) {
            throw new IllegalStateException(
                    "The secret's file " + file + " cannot be read; set PADDOCK_SECRET_KEY_FILE to one that can.", e);
        }
    }
}

package dev.paddock.controlplane.login;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.concurrent.Semaphore;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/// What is kept of a password: PBKDF2 with HMAC-SHA-512, a salt, and the rounds that OWASP asks of it.
final class PasswordHash {

    private static final int ROUNDS = 210_000;
    private static final int BITS = 256;
    private static final int SALT_BYTES = 16;

    // A tenth of a second of a processor each: a flood of them must leave something for others.
    private static final Semaphore AT_ONCE = new Semaphore(2);

    private final byte[] salt = new byte[SALT_BYTES];
    private final byte[] hash;

    private PasswordHash(String password) {
        new SecureRandom().nextBytes(salt);
        this.hash = derive(password);
    }

    static PasswordHash of(String password) {
        return new PasswordHash(password);
    }

    /// Whether `password` is the one. Takes the same time for every wrong one.
    boolean matches(String password) {
        return MessageDigest.isEqual(hash, derive(password));
    }

    private byte[] derive(String password) {
        PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, ROUNDS, BITS);
        AT_ONCE.acquireUninterruptibly();
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has PBKDF2WithHmacSHA512", e);
        } finally {
            AT_ONCE.release();
            spec.clearPassword();
        }
    }
}

package dev.paddock.controlplane.secret;

import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Seals what must not be read in the ledger or its backups: AES-256-GCM under the server's secret.
///
/// What is sealed is bound to its context, the place it is kept at (`repository repo_01… credential`): moved to
/// another row it does not open. Something sealed under the previous secret opens too, until that secret is gone.
///
/// A sealed text is a version (1 byte), the id of its key (4 bytes), a nonce (12 bytes), and the ciphertext with its
/// tag.
@Singleton
public class Secrets {

    private static final byte VERSION = 1;
    private static final int ID_BYTES = 4;
    private static final int NONCE_BYTES = 12;
    private static final int HEADER_BYTES = 1 + ID_BYTES + NONCE_BYTES;
    private static final int TAG_BITS = 128;

    private final SecureRandom random = new SecureRandom();
    private final List<Key> newestFirst;

    /// One key and how sealed texts name it.
    private record Key(SecretKeySpec aes, byte[] id) {

        static Key of(byte[] key) {
            byte[] id = ServerSecrets.mac(key, "id".getBytes(StandardCharsets.US_ASCII));
            return new Key(new SecretKeySpec(key, "AES"), Arrays.copyOf(id, ID_BYTES));
        }

        boolean sealed(byte[] text) {
            return text.length > ID_BYTES && Arrays.equals(text, 1, 1 + ID_BYTES, id, 0, ID_BYTES);
        }
    }

    Secrets(ServerSecrets secrets) {
        this.newestFirst =
                secrets.keys("paddock secrets at rest").stream().map(Key::of).toList();
    }

    /// `plain`, sealed for `context`. Sealing the same twice gives two texts.
    public byte[] seal(byte[] plain, String context) {
        Key key = newestFirst.getFirst();
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] header = ByteBuffer.allocate(HEADER_BYTES)
                .put(VERSION)
                .put(key.id())
                .put(nonce)
                .array();
        byte[] sealed = crypt(Cipher.ENCRYPT_MODE, key, header, context, plain);
        return ByteBuffer.allocate(HEADER_BYTES + sealed.length)
                .put(header)
                .put(sealed)
                .array();
    }

    /// As [#seal], for text.
    public byte[] sealText(String plain, String context) {
        return seal(plain.getBytes(StandardCharsets.UTF_8), context);
    }

    /// What was sealed for `context`. Throws [IllegalStateException] when it was sealed under a secret that this
    /// server does not have, for another context, or was changed since.
    public byte[] open(byte[] sealed, String context) {
        Key key = keyOf(sealed, context);
        byte[] header = Arrays.copyOf(sealed, HEADER_BYTES);
        return crypt(
                Cipher.DECRYPT_MODE, key, header, context, Arrays.copyOfRange(sealed, HEADER_BYTES, sealed.length));
    }

    /// As [#open], for what [#sealText] sealed.
    public String openText(byte[] sealed, String context) {
        return new String(open(sealed, context), StandardCharsets.UTF_8);
    }

    /// What is to be stored instead of `sealed`, which is under the previous secret; empty when it is under this one.
    public Optional<byte[]> reseal(byte[] sealed, String context) {
        return newestFirst.getFirst().sealed(sealed)
                ? Optional.empty()
                : Optional.of(seal(open(sealed, context), context));
    }

    private Key keyOf(byte[] sealed, String context) {
        if (sealed.length < HEADER_BYTES + TAG_BITS / 8 || sealed[0] != VERSION) {
            throw new IllegalStateException("what is kept at " + context + " is no sealed text");
        }
        return newestFirst.stream()
                .filter(key -> key.sealed(sealed))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("what is kept at " + context
                        + " was sealed under a secret this server does not have;"
                        + " give the one before as PADDOCK_PREVIOUS_SECRET_KEY_FILE"));
    }

    private static byte[] crypt(int mode, Key key, byte[] header, String context, byte[] input) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key.aes(), new GCMParameterSpec(TAG_BITS, header, 1 + ID_BYTES, NONCE_BYTES));
            cipher.updateAAD(header);
            cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("what is kept at " + context + " was changed or moved there", e);
        }
    }
}

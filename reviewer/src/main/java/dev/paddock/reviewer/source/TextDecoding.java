package dev.paddock.reviewer.source;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/// Turns the bytes of any file into text without failing.
final class TextDecoding {

    private TextDecoding() {}

    /// True unless the head of a file holds a NUL that UTF-16 does not explain.
    static boolean isText(byte[] head) {
        if (isUtf16(head)) {
            return true;
        }
        for (byte b : head) {
            if (b == 0) {
                return false;
            }
        }
        return true;
    }

    /// UTF-16 where its byte order mark says so, else UTF-8, else a single-byte set that maps every byte: a file in an
    /// old encoding keeps its lines apart and its ASCII readable.
    static String decode(byte[] bytes) {
        if (isUtf16(bytes)) {
            return new String(bytes, StandardCharsets.UTF_16);
        }
        try {
            return withoutMark(decode(bytes, StandardCharsets.UTF_8));
        } catch (CharacterCodingException e) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    private static String decode(byte[] bytes, Charset charset) throws CharacterCodingException {
        return charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }

    private static String withoutMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static boolean isUtf16(byte[] bytes) {
        return bytes.length >= 2
                && ((bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF)
                        || (bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE));
    }
}

package dev.paddock.controlplane.archive;

import dev.paddock.controlplane.archive.ArchiveException.Rule;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// The bytes of one record of a zip, gathered until it is whole.
final class Header {

    private static final int WORD = 2;
    /// The longest: an entry of the directory, with the longest name, extra field and comment.
    private static final int LONGEST = 46 + 3 * 0xFFFF;
    private static final long MARK = 0xFFFF_FFFFL;
    private static final int ZIP64 = 1;

    private byte[] bytes = new byte[512];
    private int length;

    /// Takes what it still needs to have `wanted` bytes; true when it has them.
    boolean gather(int wanted, ByteBuffer input) {
        if (wanted > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.min(LONGEST, Math.max(wanted, 2 * bytes.length)));
        }
        int some = Math.min(wanted - length, input.remaining());
        if (some > 0) {
            input.get(bytes, length, some);
            length += some;
        }
        return length >= wanted;
    }

    void clear() {
        length = 0;
    }

    int word(int at) {
        return order().getShort(at) & 0xFFFF;
    }

    long number(int at) {
        return order().getInt(at) & MARK;
    }

    /// A number of four or eight bytes.
    long number(int at, int width) {
        return width == Long.BYTES ? order().getLong(at) : number(at);
    }

    byte[] bytes(int from, int count) {
        return Arrays.copyOfRange(bytes, from, from + count);
    }

    private ByteBuffer order() {
        return ByteBuffer.wrap(bytes, 0, length).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// Sizes as they are: those that do not fit their fields stand in the extra field, although none that is taken here
    /// needs to.
    ///
    /// @param values of the fields, in the order of the extra field
    /// @param extra where the extra field begins
    long[] whole(long[] values, int extra, int extraLength) throws ArchiveException {
        long[] whole = values.clone();
        int at = zip64(extra, extraLength);
        int end = at < 0 ? 0 : at + word(at - WORD);
        for (int i = 0; i < whole.length; i++) {
            if (whole[i] == MARK) {
                if (at < 0 || at + Long.BYTES > end) {
                    throw new ArchiveException(Rule.NOT_A_ZIP, "an entry does not say its size; pack the results anew");
                }
                whole[i] = order().getLong(at);
                at += Long.BYTES;
            }
        }
        return whole;
    }

    /// Where the content of the extra field for large files begins; -1 when there is none.
    int zip64(int extra, int extraLength) throws ArchiveException {
        int end = extra + extraLength;
        for (int at = extra; at + 2 * WORD <= end; ) {
            int size = word(at + WORD);
            int content = at + 2 * WORD;
            if (content + size > end) {
                throw new ArchiveException(
                        Rule.NOT_A_ZIP, "an entry's extra field is too short; pack the results anew");
            }
            if (word(at) == ZIP64) {
                return content;
            }
            at = content + size;
        }
        return -1;
    }
}

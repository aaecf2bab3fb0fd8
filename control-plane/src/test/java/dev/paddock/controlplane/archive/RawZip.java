package dev.paddock.controlplane.archive;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// Writes zips that no library would: every field of every record can be what it should not be.
public final class RawZip {

    /// An entry, field by field.
    public static final class Entry {
        byte[] name;
        byte[] packed;
        long crc;
        long size;
        int method = 8;
        int flags = 0x0800;
        int mode = 0x81A4;
        byte[] extra = {};
        byte[] behind = {};
        long localPacked = -1;
        long localSize = -1;
        long localCrc = -1;
        byte[] listedName;
        long offset = -1;
        boolean listed = true;

        private Entry(byte[] name, byte[] content) {
            this.name = name;
            this.listedName = name;
            this.packed = deflate(content);
            CRC32 sum = new CRC32();
            sum.update(content);
            this.crc = sum.getValue();
            this.size = content.length;
        }

        /// Unix' kind of file and permissions.
        public Entry mode(int octal) {
            mode = octal;
            return this;
        }

        Entry stored(byte[] content) {
            method = 0;
            packed = content;
            return this;
        }

        Entry with(Consumer<Entry> change) {
            change.accept(this);
            return this;
        }
    }

    private final List<Entry> entries = new ArrayList<>();
    private byte[] comment = {};
    private int declared = -1;

    /// Adds an entry.
    public Entry add(String name, String content) {
        return add(name.getBytes(StandardCharsets.UTF_8), content.getBytes(StandardCharsets.UTF_8));
    }

    Entry add(byte[] name, byte[] content) {
        Entry entry = new Entry(name, content);
        entries.add(entry);
        return entry;
    }

    RawZip comment(String text) {
        comment = text.getBytes(StandardCharsets.UTF_8);
        return this;
    }

    RawZip declare(int count) {
        declared = count;
        return this;
    }

    /// The archive.
    public byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<Long> offsets = new ArrayList<>();
        for (Entry entry : entries) {
            offsets.add((long) out.size());
            out.writeBytes(local(entry));
            out.writeBytes(entry.packed);
            out.writeBytes(entry.behind);
        }
        int directory = out.size();
        int count = 0;
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).listed) {
                out.writeBytes(central(entries.get(i), offsets.get(i)));
                count++;
            }
        }
        int length = out.size() - directory;
        count = declared < 0 ? count : declared;
        out.writeBytes(record(22 + comment.length)
                .putInt(0x06054B50)
                .putInt(0)
                .putShort((short) count)
                .putShort((short) count)
                .putInt(length)
                .putInt(directory)
                .putShort((short) comment.length)
                .put(comment)
                .array());
        return out.toByteArray();
    }

    private static byte[] local(Entry entry) {
        boolean follow = (entry.flags & 8) != 0;
        return record(30 + entry.name.length + entry.extra.length)
                .putInt(0x04034B50)
                .putShort((short) 20)
                .putShort((short) entry.flags)
                .putShort((short) entry.method)
                .putInt(0)
                .putInt((int) (entry.localCrc >= 0 ? entry.localCrc : follow ? 0 : entry.crc))
                .putInt((int) (entry.localPacked >= 0 ? entry.localPacked : follow ? 0 : entry.packed.length))
                .putInt((int) (entry.localSize >= 0 ? entry.localSize : follow ? 0 : entry.size))
                .putShort((short) entry.name.length)
                .putShort((short) entry.extra.length)
                .put(entry.name)
                .put(entry.extra)
                .array();
    }

    private static byte[] central(Entry entry, long offset) {
        return record(46 + entry.listedName.length)
                .putInt(0x02014B50)
                .putShort((short) 0x0314)
                .putShort((short) 20)
                .putShort((short) entry.flags)
                .putShort((short) entry.method)
                .putInt(0)
                .putInt((int) entry.crc)
                .putInt(entry.packed.length)
                .putInt((int) entry.size)
                .putShort((short) entry.listedName.length)
                .putShort((short) 0)
                .putShort((short) 0)
                .putShort((short) 0)
                .putShort((short) 0)
                .putInt(entry.mode << 16)
                .putInt((int) (entry.offset >= 0 ? entry.offset : offset))
                .put(entry.listedName)
                .array();
    }

    static ByteBuffer record(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    static byte[] deflate(byte[] content) {
        try (Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true)) {
            deflater.setInput(content);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] buffer = new byte[8192];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            return out.toByteArray();
        }
    }
}

package dev.paddock.controlplane.refusal;

import java.net.InetAddress;

/// A range of addresses.
///
/// @param first any address of it
/// @param bits how many leading bits all of its addresses share with `first`
record Network(InetAddress first, int bits) {

    /// `10.0.0.0/8`, `2001:db8::/32` or a single address; [IllegalArgumentException] for any other text.
    static Network of(String text) {
        String[] parts = text.strip().split("/", 2);
        InetAddress address = InetAddress.ofLiteral(parts[0]);
        int most = address.getAddress().length * 8;
        int bits = parts.length == 1 ? most : Integer.parseInt(parts[1]);
        if (bits < 0 || bits > most) {
            throw new IllegalArgumentException("no network has " + bits + " bits");
        }
        return new Network(address, bits);
    }

    boolean contains(InetAddress other) {
        byte[] mine = first.getAddress();
        byte[] theirs = other.getAddress();
        if (mine.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % 8);
            if (((mine[bit / 8] ^ theirs[bit / 8]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}

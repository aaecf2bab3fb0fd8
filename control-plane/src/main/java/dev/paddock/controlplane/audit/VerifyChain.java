package dev.paddock.controlplane.audit;

import jakarta.inject.Singleton;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Computes the chain anew, from its beginning.
@Singleton
class VerifyChain {

    /// What came of it.
    ///
    /// @param checked entries that are as they were written
    /// @param firstBroken the number of the first that was changed or removed; null when there is none
    /// @param head the chain's last hash, to be kept elsewhere: who rewrites the whole log cannot give it this end
    record Verified(boolean ok, long checked, @Nullable Long firstBroken, String head) {}

    private static final int BATCH = 5000;

    private final ChainStore chain;

    VerifyChain(ChainStore chain) {
        this.chain = chain;
    }

    Verified verify() {
        ChainStore.Head head = chain.head();
        byte[] hash = chain.seed();
        long no = 0;
        while (no < head.no()) {
            List<ChainStore.Chained> batch = chain.after(no, head.no(), BATCH);
            for (ChainStore.Chained entry : batch) {
                byte[] expected = entry.link().hash(hash, no + 1);
                if (entry.no() != no + 1 || !MessageDigest.isEqual(expected, entry.hash())) {
                    return broken(no, head);
                }
                hash = expected;
                no++;
            }
            if (batch.isEmpty()) {
                return broken(no, head);
            }
        }
        return MessageDigest.isEqual(hash, head.hash()) ? new Verified(true, no, null, hex(head)) : broken(no, head);
    }

    private static Verified broken(long checked, ChainStore.Head head) {
        return new Verified(false, checked, checked + 1, hex(head));
    }

    private static String hex(ChainStore.Head head) {
        return HexFormat.of().formatHex(head.hash());
    }
}

package dev.paddock.proving.bench;

import dev.paddock.proving.bench.gauge.CpuTime;
import dev.paddock.proving.bench.load.bulk.UploadSender;
import dev.paddock.proving.site.Site;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;

/// Measures how fast archives are taken, in one call and in chunks, against the disk that they come to.
record Uploading(Site site, BenchPlan plan) {

    private static final int ROUNDS = 3;
    private static final int SMALLEST = 8;
    /// A call takes 1 GiB, and the archive has more than its noise.
    private static final int LARGEST = 1000;

    /// One after the other, by one client, in turn with files written and synced. The first upload counts for nothing.
    Report.Uploads measure(URI url) throws IOException {
        int size = Math.clamp(plan.runs() / 10, SMALLEST, LARGEST);
        long[] sent = new long[ROUNDS];
        long[] chunked = new long[ROUNDS];
        long[] written = new long[ROUNDS];
        try (var sender = new UploadSender(site, url, size)) {
            sender.send();
            for (int round = 0; round < ROUNDS; round++) {
                written[round] = sender.write();
                sent[round] = sender.send();
                chunked[round] = sender.sendInChunks();
            }
        }
        double upload = perSecond(size, sent);
        double write = perSecond(size, written);
        return new Report.Uploads(
                size, upload, perSecond(size, chunked), write, upload / write, CpuTime.controlPlaneRssMb(site));
    }

    /// Of the round in the middle.
    private static double perSecond(int size, long[] nanos) {
        Arrays.sort(nanos);
        return size * 1e9 / nanos[ROUNDS / 2];
    }
}

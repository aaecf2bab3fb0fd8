package dev.paddock.controlplane.memory;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/// Knows when a reply has left the server. A reader that is slow takes it from the server's memory, long after the call
/// is over.
final class UntilSent {

    /// The largest reply takes as long at 0.7 Mbit/s.
    private static final int LONGEST_MINUTES = 5;

    private UntilSent() {}

    /// Runs `then` when all that was written to `channel` until now was taken, or when it is closed: so is one whose
    /// reader takes longer than five minutes.
    static void run(Channel channel, Runnable then) {
        try {
            channel.eventLoop().execute(() -> follow(channel, then));
        } catch (RejectedExecutionException e) {
            // The server is stopping.
            then.run();
        }
    }

    private static void follow(Channel channel, Runnable then) {
        ChannelHandlerContext first = channel.pipeline().firstContext();
        if (first == null) {
            then.run();
            return;
        }
        ScheduledFuture<?> end = channel.eventLoop().schedule(() -> hangUp(channel), LONGEST_MINUTES, TimeUnit.MINUTES);
        // What is written is sent in its order, and this is nothing.
        first.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> {
            end.cancel(false);
            then.run();
        });
    }

    private static void hangUp(Channel channel) {
        var unused = channel.close();
    }
}

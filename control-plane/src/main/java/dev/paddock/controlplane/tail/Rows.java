package dev.paddock.controlplane.tail;

import dev.paddock.controlplane.http.EventStreams.Event;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Rows that get numbers in the order in which they become visible.
///
/// @param <W> who follows them
/// @param <R> a row as it is read
public interface Rows<W, R> {

    /// Gives up to `limit` rows their numbers; returns how many. Zero also while another replica does it.
    int number(int limit);

    /// The first `limit` rows after `place`, whomever they are for.
    ///
    /// @param followers for whom they are read
    List<R> after(long place, Collection<W> followers, int limit);

    /// The row's number.
    long no(R row);

    /// What this follower is sent of a row; empty when nothing.
    Optional<Event> event(R row, W follower);
}

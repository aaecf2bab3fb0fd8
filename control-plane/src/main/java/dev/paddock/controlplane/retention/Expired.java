package dev.paddock.controlplane.retention;

import java.time.Instant;
import java.util.List;

/// A kind of things that are deleted for their age.
interface Expired {

    /// One of them.
    ///
    /// @param at its age is counted from here
    /// @param name for logs
    record Item(String id, Instant at, String name) {

        /// Before all.
        static final Item FIRST = new Item("", Instant.EPOCH, "");
    }

    /// What they are, for logs: `builds`.
    String what();

    /// Those that are older than `expired`, oldest first.
    ///
    /// @param behind where the last batch ended
    List<Item> next(Instant expired, Item behind, int most);

    /// Deletes those that may still be deleted, in the caller's transaction, which ends soon. Waits for whoever is at
    /// one of them.
    Turn.Done delete(List<Item> items);

    /// What [#delete] would do. Bytes that several batches have in common are not seen to be freed.
    Turn.Done measure(List<Item> items);
}

package dev.paddock.proving.day;

/// What the simulated cluster is like.
///
/// @param slots of one pod
/// @param max pods
/// @param poll seconds between two looks of the autoscaler
/// @param startLeast seconds from the decision until a pod takes runs, at least: the image is on the node
/// @param startMost the same at most: a node is found, the image is pulled
/// @param tolerance percent of the pods; a difference no larger than that is left as it is, as an HPA does
record Terms(int slots, int max, int poll, int startLeast, int startMost, int tolerance) {

    /// Those of docs/fleet.md.
    static Terms usual() {
        return new Terms(2, 60, 15, 20, 90, 10);
    }
}

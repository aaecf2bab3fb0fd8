package dev.paddock.model.fleet;

/// What a lane asks of its runners at one moment.
///
/// @param waiting tasks that a runner could take now
/// @param assigned tasks that runners have which stay
/// @param runners the different runners that have them
public record Demand(int waiting, int assigned, int runners) {

    /// Nothing at all.
    public static final Demand NONE = new Demand(0, 0, 0);

    /// Tasks that wait for a runner or are with one.
    public int tasks() {
        return waiting + assigned;
    }
}

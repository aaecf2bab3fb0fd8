package dev.paddock.model.change;

/// Lines `from` to `to`, 1-based, both inclusive.
public record LineRange(int from, int to) {

    /// True when the range and the lines `first` to `last` share a line.
    public boolean touches(int first, int last) {
        return first <= to && last >= from;
    }
}

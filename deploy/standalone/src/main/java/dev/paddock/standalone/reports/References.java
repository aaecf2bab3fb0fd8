package dev.paddock.standalone.reports;

/// Where a result refers to screenshots that were sent by themselves, or will.
///
/// @param result its place, from 0
/// @param start where the references are written in the report's bytes
/// @param end what lies between is replaced
/// @param before written before them
/// @param after written after them
record References(int result, int start, int end, String before, String after) {

    private static final String NAME = "\"screenshotRefs\"";

    /// An object that has some, or none, and ends with the brace at `end`.
    static References in(int result, int end, boolean empty) {
        return new References(result, end, end, empty ? "" : ",", "");
    }

    /// A null, which is replaced.
    static References inPlaceOf(int result, int start, int end) {
        return new References(result, start, end, "{", "}");
    }

    /// A member more of the result, which has others and ends with the brace at `end`.
    static References atTheEnd(int result, int end) {
        return new References(result, end, end, "," + NAME + ":{", "}");
    }
}

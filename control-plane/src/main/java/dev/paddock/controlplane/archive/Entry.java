package dev.paddock.controlplane.archive;

/// An entry as its own header has it, and as its bytes are.
///
/// @param at where its header begins
/// @param flags and method as in the header
/// @param crc of its bytes, unpacked
record Entry(long at, String name, int flags, int method, long crc, long packed, long size) {}

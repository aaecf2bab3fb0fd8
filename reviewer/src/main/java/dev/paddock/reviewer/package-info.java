/// The built-in reviewer: a program that reads a checked-out commit and writes what it found.
@NullMarked
package dev.paddock.reviewer;

import org.jspecify.annotations.NullMarked;

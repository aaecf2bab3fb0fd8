/// What a person at a terminal gets to see: text that is fit to be shown, tables, times, and how a command ends.
@NullMarked
package dev.paddock.standalone.terminal;

import org.jspecify.annotations.NullMarked;

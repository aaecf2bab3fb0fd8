/// One review from the command line: submit, follow, show.
@NullMarked
package dev.paddock.standalone.demo;

import org.jspecify.annotations.NullMarked;

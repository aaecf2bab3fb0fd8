/// The live stack that is broken: programs, runners, a repository, and the pace of it all.
@NullMarked
package dev.paddock.proving.drill.stage;

import org.jspecify.annotations.NullMarked;

/// `./paddock bench`: how fast a site is, under which conditions.
@NullMarked
package dev.paddock.proving.bench;

import org.jspecify.annotations.NullMarked;

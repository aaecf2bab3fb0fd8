/// `./paddock drill`: breaks a live stack in every way of its table and checks that nothing is lost or done twice.
@NullMarked
package dev.paddock.proving.drill;

import org.jspecify.annotations.NullMarked;

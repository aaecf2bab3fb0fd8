/// What any text or file can be judged for, whatever its language.
@NullMarked
package dev.paddock.reviewer.text;

import org.jspecify.annotations.NullMarked;

/// `./paddock report` and `./paddock review`: reports of what was executed elsewhere, and what people decide.
@NullMarked
package dev.paddock.standalone.reports;

import org.jspecify.annotations.NullMarked;

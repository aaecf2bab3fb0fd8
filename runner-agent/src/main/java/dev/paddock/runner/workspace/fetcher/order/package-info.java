/// What the fetching process is asked, and what it answers.
@NullMarked
package dev.paddock.runner.workspace.fetcher.order;

import org.jspecify.annotations.NullMarked;

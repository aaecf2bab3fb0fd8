/// What runs in the child process that touches a hostile repository. The outside is `FetcherMain`, fed with a
/// `FetchOrder`, answering with a `FetchAnswer`.
@NullMarked
package dev.paddock.runner.workspace.fetcher;

import org.jspecify.annotations.NullMarked;

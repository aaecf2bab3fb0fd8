package dev.paddock.controlplane.gate;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where a person looks at a repository. Every forge shows it at the host and path from which it is fetched.
final class WebUrl {

    private static final Pattern SSH = Pattern.compile("ssh://(?:[^@/]*@)?([^:/]+)(?::\\d+)?/(.*)");
    private static final Pattern SCP = Pattern.compile("(?:[^@/:]+@)?([^:/]+):/?([^/].*)");

    private WebUrl() {}

    /// The page of the repository at `cloneUrl`; the URL itself where there is none.
    static String of(String cloneUrl) {
        Matcher parts = (cloneUrl.contains("://") ? SSH : SCP).matcher(cloneUrl);
        if (parts.matches()) {
            return "https://" + parts.group(1) + "/" + withoutGit(parts.group(2));
        }
        return cloneUrl.startsWith("http") ? withoutGit(cloneUrl) : cloneUrl;
    }

    private static String withoutGit(String url) {
        return url.replaceFirst("/?\\.git/?$", "");
    }
}

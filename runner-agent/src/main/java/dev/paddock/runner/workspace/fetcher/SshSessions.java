package dev.paddock.runner.workspace.fetcher;

import dev.paddock.runner.workspace.fetcher.order.FetchFailed;
import dev.paddock.runner.workspace.fetcher.order.FetchOrder;
import java.io.File;
import org.eclipse.jgit.transport.SshSessionFactory;
import org.eclipse.jgit.transport.sshd.SshdSessionFactoryBuilder;

/// SSH with the runner's own keys. A host that its `known_hosts` does not list is not trusted.
final class SshSessions {

    private SshSessions() {}

    static SshSessionFactory of(FetchOrder.Folders folders) throws FetchFailed {
        var ssh = folders.ssh();
        if (ssh == null) {
            throw FetchFailed.refused("This runner has no SSH keys; register the repository with its https URL, or"
                    + " configure a folder with keys and known_hosts.");
        }
        return new SshdSessionFactoryBuilder()
                .setPreferredAuthentications("publickey")
                .setHomeDirectory(new File(folders.git()))
                .setSshDirectory(new File(ssh))
                .build(null);
    }
}

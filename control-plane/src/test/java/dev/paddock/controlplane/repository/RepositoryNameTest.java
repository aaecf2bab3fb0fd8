package dev.paddock.controlplane.repository;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RepositoryNameTest {

    @Test
    void aNameIsTheEndOfTheUrl() {
        assertThat(RegisterRepository.nameOf("https://host/owner/repo.git")).isEqualTo("owner/repo");
        assertThat(RegisterRepository.nameOf("https://host:8443/group/sub/repo/"))
                .isEqualTo("sub/repo");
        assertThat(RegisterRepository.nameOf("git@host:owner/repo.git")).isEqualTo("owner/repo");
        assertThat(RegisterRepository.nameOf("file:///home/me/my%20repo/.git")).isEqualTo("me/my repo");
        assertThat(RegisterRepository.nameOf("file:///repo")).isEqualTo("local/repo");
    }
}

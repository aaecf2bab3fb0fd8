package dev.paddock.controlplane.gate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebUrlTest {

    @ParameterizedTest
    @CsvSource({
        "https://example.com/owner/repo.git, https://example.com/owner/repo",
        "https://example.com:8443/group/sub/repo, https://example.com:8443/group/sub/repo",
        "git@example.com:owner/repo.git, https://example.com/owner/repo",
        "ssh://git@example.com:7999/owner/repo.git, https://example.com/owner/repo",
        "file:///srv/repo/.git, file:///srv/repo/.git"
    })
    void aRepositoryIsShownWhereItIsFetched(String cloneUrl, String page) {
        assertThat(WebUrl.of(cloneUrl)).isEqualTo(page);
    }
}

package dev.paddock.controlplane.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class NoticeTest {

    private static Notice notice(String title, String path) {
        return new Notice("test", Notice.Category.RUN, Notice.Severity.INFO, title, title, path, Audience.ofManagers());
    }

    @Test
    void aLongTextIsCutBetweenCharacters() {
        Notice notice = notice("\uD83D\uDE00".repeat(2000), "/");

        assertThat(notice.title()).hasSizeLessThanOrEqualTo(200).endsWith("…");
        assertThat(notice.body()).hasSizeLessThanOrEqualTo(2000).endsWith("…");
        assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(notice.title()))
                .isTrue();
        assertThat(notice("short", "/").title()).isEqualTo("short");
    }

    @Test
    void aNoticeLeadsNowhereElse() {
        assertThatThrownBy(() -> notice("title", "https://example.com")).isInstanceOf(IllegalArgumentException.class);
    }
}

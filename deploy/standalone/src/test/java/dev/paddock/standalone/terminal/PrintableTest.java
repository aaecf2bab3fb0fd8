package dev.paddock.standalone.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {

    @Test
    void nothingThatATerminalObeysIsLeft() {
        assertThat(Printable.of("\u001b]0;owned\u0007\u001b[2J\r\n\u009b1m\u007f\0"))
                .isEqualTo("\\x1b]0;owned\\x07\\x1b[2J\\x0d\\x0a\\x9b1m\\x7f\\x00");
    }

    @Test
    void nothingIsShownInAnotherOrderThanItIs() {
        assertThat(Printable.of("a\u202eb\u2066c\u200bd\u2028e\ud800"))
                .isEqualTo("a\\u202eb\\u2066c\\u200bd\\u2028e\\ud800");
    }

    @Test
    void ordinaryTextOfAllLanguagesStays() {
        assertThat(Printable.of("Grüße, 日本\t😀")).isEqualTo("Grüße, 日本 😀");
    }

    @Test
    void widthIsCountedInColumns() {
        assertThat(Printable.width("abc")).isEqualTo(3);
        assertThat(Printable.width("日本")).isEqualTo(4);
        assertThat(Printable.width("e\u0301")).isEqualTo(1);
        assertThat(Printable.width("😀")).isEqualTo(2);
    }

    @Test
    void linesBreakBetweenWordsWherePossible() {
        assertThat(Wrap.lines("one two three", 7)).containsExactly("one two", "three");
        assertThat(Wrap.lines("unbreakable", 4)).containsExactly("unbr", "eaka", "ble");
        assertThat(Wrap.lines("", 4)).containsExactly("");
        assertThat(Wrap.lines("日本語", 3)).containsExactly("日", "本", "語");
    }
}

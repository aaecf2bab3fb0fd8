package dev.paddock.controlplane.image;

/// Colours in YIQ, where distances are those that eyes see (Kotsarenko and Ramos, 2010).
final class Yiq {

    private Yiq() {}

    /// How bright a colour `0xRRGGBB` is, 0 to 255.
    static double brightness(int rgb) {
        return red(rgb) * 0.29889531 + green(rgb) * 0.58662247 + blue(rgb) * 0.11448223;
    }

    /// How far two colours are from each other: 0 to 35,215.
    static double distance(int one, int other) {
        int red = red(one) - red(other);
        int green = green(one) - green(other);
        int blue = blue(one) - blue(other);
        double y = red * 0.29889531 + green * 0.58662247 + blue * 0.11448223;
        double i = red * 0.59597799 - green * 0.27417610 - blue * 0.32180189;
        double q = red * 0.21147017 - green * 0.52261711 + blue * 0.31114694;
        return 0.5053 * y * y + 0.299 * i * i + 0.1957 * q * q;
    }

    private static int red(int rgb) {
        return rgb >> 16 & 0xff;
    }

    private static int green(int rgb) {
        return rgb >> 8 & 0xff;
    }

    private static int blue(int rgb) {
        return rgb & 0xff;
    }
}

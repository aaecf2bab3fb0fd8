package dev.paddock.controlplane.image;

/// Tells pixels that only smooth an edge (Vyšniauskas, 2009).
///
/// Such a pixel has brighter and darker neighbours and at most two like itself, and its darkest or its brightest
/// neighbour lies, in both images, in an area of one colour.
final class Antialiasing {

    private static final int MOST_ALIKE = 2;

    private Antialiasing() {}

    static boolean isAt(Canvas image, Canvas other, int x, int y) {
        int left = Math.max(x - 1, 0);
        int right = Math.min(x + 1, image.width() - 1);
        int top = Math.max(y - 1, 0);
        int bottom = Math.min(y + 1, image.height() - 1);
        int alike = isAtEdge(image, x, y) ? 1 : 0;
        double own = Yiq.brightness(image.at(x, y));
        double darkest = 0;
        double brightest = 0;
        int[] dark = {x, y};
        int[] bright = {x, y};
        for (int column = left; column <= right; column++) {
            for (int row = top; row <= bottom; row++) {
                if (column == x && row == y) {
                    continue;
                }
                double delta = Yiq.brightness(image.at(column, row)) - own;
                if (delta == 0) {
                    alike++;
                } else if (delta < darkest) {
                    darkest = delta;
                    dark = new int[] {column, row};
                } else if (delta > brightest) {
                    brightest = delta;
                    bright = new int[] {column, row};
                }
            }
        }
        return alike <= MOST_ALIKE
                && darkest < 0
                && brightest > 0
                && (isPlain(image, other, dark) || isPlain(image, other, bright));
    }

    private static boolean isPlain(Canvas image, Canvas other, int[] at) {
        return isPlain(image, at[0], at[1]) && isPlain(other, at[0], at[1]);
    }

    /// Whether more than two neighbours have the very same colour.
    private static boolean isPlain(Canvas image, int x, int y) {
        if (!image.has(x, y)) {
            return false;
        }
        int same = isAtEdge(image, x, y) ? 1 : 0;
        int own = image.at(x, y);
        for (int column = Math.max(x - 1, 0); column <= Math.min(x + 1, image.width() - 1); column++) {
            for (int row = Math.max(y - 1, 0); row <= Math.min(y + 1, image.height() - 1); row++) {
                boolean neighbour = column != x || row != y;
                same += neighbour && image.at(column, row) == own ? 1 : 0;
            }
        }
        return same > MOST_ALIKE;
    }

    private static boolean isAtEdge(Canvas image, int x, int y) {
        return x == 0 || y == 0 || x == image.width() - 1 || y == image.height() - 1;
    }
}

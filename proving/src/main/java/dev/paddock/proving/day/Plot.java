package dev.paddock.proving.day;

import dev.paddock.proving.day.Outcome.Minute;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;

/// The days of a comparison one below the other, as an SVG: how many pods the runs would fill, and how many there were.
final class Plot {

    private static final int WIDTH = 960;
    private static final int LEFT = 40;
    private static final int PANEL = 118;
    private static final int GRAPH = 76;
    private static final int TOP = 46;
    private static final int MINUTES = 24 * 60;

    private final List<Outcome> outcomes;
    private final int most;
    private final StringBuilder svg = new StringBuilder();

    private Plot(List<Outcome> outcomes) {
        this.outcomes = outcomes;
        this.most = outcomes.stream().mapToInt(Outcome::peakPods).max().orElse(1);
    }

    /// The whole file.
    static String of(Comparison comparison) {
        return new Plot(comparison.outcomes()).draw();
    }

    private String draw() {
        int height = TOP + PANEL * outcomes.size() + 8;
        line(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                        + " font-size=\"12\" fill=\"#24292f\">",
                WIDTH, height);
        line("<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", WIDTH, height);
        line("<rect x=\"%d\" y=\"12\" width=\"12\" height=\"12\" fill=\"#c9d1d9\"/>", LEFT);
        line("<text x=\"%d\" y=\"22\">pods that the runs would fill</text>", LEFT + 18);
        line("<line x1=\"%d\" y1=\"18\" x2=\"%d\" y2=\"18\" stroke=\"#0969da\" stroke-width=\"2\"/>", 240, 258);
        line("<text x=\"264\" y=\"22\">pods, those that start or leave too</text>");
        for (int i = 0; i < outcomes.size(); i++) {
            panel(outcomes.get(i), TOP + i * PANEL);
        }
        line("</svg>");
        return svg.toString();
    }

    private void panel(Outcome day, int top) {
        int bottom = top + 14 + GRAPH;
        line(
                "<text x=\"%d\" y=\"%d\"><tspan font-weight=\"bold\">%s</tspan>: %d pod-minutes, %d of them without a run;"
                        + " 95 of 100 runs waited %d s at most</text>",
                LEFT, top + 8, day.policy(), day.podMinutes(), day.idlePodMinutes(), day.waitP95S());
        for (int hour = 0; hour <= 24; hour += 3) {
            double x = x(hour * 60);
            line("<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"#eaeef2\"/>", x, top + 14, x, bottom);
            line("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" font-size=\"10\">%d</text>", x, bottom + 12, hour);
        }
        line("<text x=\"%d\" y=\"%d\" text-anchor=\"end\" font-size=\"10\">%d</text>", LEFT - 4, top + 20, most);
        line("<text x=\"%d\" y=\"%d\" text-anchor=\"end\" font-size=\"10\">0</text>", LEFT - 4, bottom);
        String needed = steps(day.minutes(), Minute::needed, bottom);
        line("<path d=\"M%.1f %d%s V%d Z\" fill=\"#c9d1d9\"/>", x(0), bottom, needed, bottom);
        String pods = steps(day.minutes(), Minute::pods, bottom);
        line("<path d=\"M%.1f %d%s\" fill=\"none\" stroke=\"#0969da\" stroke-width=\"1.2\"/>", x(0), bottom, pods);
    }

    /// A line that changes where the value does.
    private String steps(List<Minute> minutes, ToIntFunction<Minute> value, int bottom) {
        StringBuilder path = new StringBuilder();
        int before = 0;
        for (int i = 0; i < minutes.size(); i++) {
            int now = value.applyAsInt(minutes.get(i));
            if (now != before) {
                double y = bottom - (double) GRAPH * Math.min(now, most) / most;
                path.append(String.format(Locale.ROOT, " H%.1f V%.1f", x(i), y));
                before = now;
            }
        }
        return path.append(String.format(Locale.ROOT, " H%.1f", x(MINUTES))).toString();
    }

    private static double x(int minute) {
        return LEFT + (double) (WIDTH - LEFT - 12) * minute / MINUTES;
    }

    private void line(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}

import java.util.List;
class Sample {
    private int unused;
    int f(List<String> names) {
        try { if (names.size() == 1.0) { return 1; } } catch (RuntimeException e) { }
        for (String n : names) { System.out.println(n == "x"); }
        return names.stream().mapToInt(String::length).sum();
    }
}

package dev.paddock.reviewer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Planted defects, and code beside them that looks much the same and is right.
class RulesTest {

    private static final String KOTLIN_FINE = """
            fun fine(x: String?, d: Double): Int {
                var a = 1
                a = x?.length ?: 0
                a = this.a
                a = -a
                if (d.isNaN() || d == g(Double.NaN)) { a = 2 }
                try { g() } catch (ignored: Exception) { } finally { h() }
                list.forEach { return@forEach }
                return a
            }
            """;

    private static final String SCRIPT_FINE = """
            function fine(x, y) {
                var a = y;
                if (x === 1 && isNaN(y)) { a = x; }
                if (typeof x === 'string') { a.b = b; }
                switch (x) { case 1: return 1; case 2: return 2; case '1': return 3; default: break; }
                try { fine(); } catch (ignored) { }
                return { a: 1, b: 2, get c() { return 1; }, set c(v) { a = v; }, n: parseInt(y, 10) };
            }
            """;

    private static final String POM_FINE = """
            <project>
              <repositories><repository><url>https://repo.acme.org/</url></repository></repositories>
              <dependencies>
                <dependency><groupId>a</groupId><artifactId>b</artifactId></dependency>
                <dependency><groupId>a</groupId><artifactId>b</artifactId><classifier>t</classifier></dependency>
              </dependencies>
            </project>
            """;

    @TempDir
    private Path folder;

    @Test
    void plantedDefectsAreFound() throws IOException {
        var planted = new HashMap<String, List<String>>();
        planted.putAll(java());
        planted.putAll(kotlin());
        planted.putAll(script());
        planted.putAll(xml());
        var fixture = new ReviewFixture(folder).style("thorough");
        planted.forEach((rule, code) -> fixture.file(path(rule, code), code.getLast()));
        var report = fixture.review();

        assertThat(planted)
                .allSatisfy((rule, code) -> assertThat(ReviewFixture.rules(report, path(rule, code)))
                        .as(rule)
                        .contains(rule.substring(rule.indexOf(' ') + 1)));
    }

    @Test
    void codeThatIsRightHasNoFindings() throws IOException {
        var report = new ReviewFixture(folder)
                .style("thorough")
                .file("Fine.kt", KOTLIN_FINE)
                .file("fine.js", SCRIPT_FINE)
                .file("pom.xml", POM_FINE)
                .file("a.xml", "<a><b>text</b></a>\n")
                .review();

        assertThat(report.files())
                .allSatisfy(file -> assertThat(file.comments()).as(file.path()).isEmpty());
    }

    @Test
    void everyRuleOfTheSetsExists() throws IOException {
        var fixture = new ReviewFixture(folder).style("thorough").file("A.java", "class A { }\n");
        fixture.review();

        assertThat(fixture.log()).allMatch(line -> line.get("level").asText().equals("info"));
    }

    private static String path(String rule, List<String> code) {
        return rule.replace(' ', '/') + "/" + code.getFirst();
    }

    private static Map<String, List<String>> java() {
        return Map.of(
                "java StringLiteralIdentity", inJava("boolean f(String s) { return s == \"a\"; }"),
                "java UseEqualsToCompareStrings", inJava("boolean f(String s, String t) { return s == t; }"),
                "java EqualsNull", inJava("boolean f(Object o) { return o.equals(null); }"),
                "java BrokenNullCheck", inJava("boolean f(String s) { return s != null || s.isEmpty(); }"),
                "java ReturnFromFinallyBlock", inJava("int f() { try { return 1; } finally { return 2; } }"),
                "java EmptyCatchBlock", inJava("void f() { try { g(); } catch (RuntimeException e) { } }"),
                "java DontCallThreadRun", inJava("void f() { new Thread(() -> { }).run(); }"),
                "java HardCodedCryptoKey",
                        inJava(
                                "Object f() { return new javax.crypto.spec.SecretKeySpec(\"abcdef\".getBytes(), \"AES\");"
                                        + " }"),
                "java OverrideBothEqualsAndHashcode", inJava("public boolean equals(Object o) { return true; }"),
                "java UselessPureMethodCall", inJava("void f(String s) { s.trim(); }"));
    }

    private static Map<String, List<String>> kotlin() {
        return Map.of(
                "kotlin OverrideBothEqualsAndHashcode",
                        List.of("A.kt", "class A { override fun equals(other: Any?): Boolean { return true } }\n"),
                "kotlin ComparisonWithNaN", inKotlin("if (d == Double.NaN) { g() }"),
                "kotlin EmptyCatchBlock", inKotlin("try { g() } catch (e: Exception) { }"),
                "kotlin ReturnFromFinallyBlock", inKotlin("try { g() } finally { return }"),
                "kotlin SelfAssignment", inKotlin("d = d"),
                "kotlin AvoidPrintStackTrace", inKotlin("e.printStackTrace()"),
                "kotlin NotNullAssertion", inKotlin("g(d!!.length)"));
    }

    private static Map<String, List<String>> script() {
        return Map.of(
                "js ComparisonWithNaN", inScript("if (a === Number.NaN) { g(); }"),
                "js DuplicateCase", inScript("switch (a) { case 'x': g(); break; case 'x': h(); break; }"),
                "js DuplicateProperty", inScript("g({ a: 1, b: 2, a: 3 });"),
                "js AssignmentInCondition", inScript("if (a = 1) { g(); }"),
                "js Debugger", inScript("debugger;"),
                "js EmptyCatchBlock", inScript("try { g(); } catch (e) { }"),
                "js EvalIsEvil", inScript("eval(a);"),
                "js SelfAssignment", inScript("a = a;"),
                "js TypeofComparison", inScript("if (typeof a === 'strng') { g(); }"),
                "js AvoidWithStatement", inScript("with (a) { g(); }"));
    }

    private static Map<String, List<String>> xml() {
        return Map.of(
                "pom DuplicateDependency", List.of("pom.xml", POM_FINE.replace("<classifier>t</classifier>", "")),
                "pom InsecureRepository", List.of("pom.xml", POM_FINE.replace("https:", "http:")),
                "pom SystemScope",
                        List.of("pom.xml", POM_FINE.replace("<classifier>t<", "<scope>system</scope><classifier>t<")),
                "xml MistypedCDATASection", List.of("a.xml", "<a><![CDATA[[text]]]></a>\n"),
                "xml AndroidDebuggable", manifest("debuggable"),
                "xml AndroidCleartextTraffic", manifest("usesCleartextTraffic"));
    }

    private static List<String> inJava(String member) {
        return List.of("A.java", "class A {\n    " + member + "\n}\n");
    }

    private static List<String> inKotlin(String statement) {
        return List.of("A.kt", "fun f(d: Double) {\n    " + statement + "\n}\n");
    }

    private static List<String> inScript(String statement) {
        return List.of("a.js", "function f(a) {\n    " + statement + "\n}\n");
    }

    private static List<String> manifest(String attribute) {
        return List.of(
                "AndroidManifest.xml",
                "<manifest xmlns:android=\"http://schemas.android.com/apk/res/android\">\n<application android:"
                        + attribute + "=\"true\"/></manifest>\n");
    }
}

function f(a) { if (a = 1) { return a; } }

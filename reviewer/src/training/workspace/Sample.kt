class Sample { fun f(x: Int): Int { return x } }

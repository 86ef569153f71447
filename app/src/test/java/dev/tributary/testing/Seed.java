package dev.tributary.testing;

/** Where tests that draw at random begin: the same in every build, another one with {@code -Dtributary.seed=N}. */
public final class Seed {
    private static final String PROPERTY = "tributary.seed";
    private static final long USUAL = 10_925_228_053_647L;

    private Seed() {}

    /** The seed, to be named in whatever fails because of it. */
    public static long get() {
        return Long.getLong(PROPERTY, USUAL);
    }
}

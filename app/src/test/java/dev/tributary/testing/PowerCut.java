package dev.tributary.testing;

/** The machine stops here, as far as a {@link ForgettingDisk} is concerned. An error, so that nothing handles it by mistake. */
public final class PowerCut extends Error {
    /** The machine stops at this place. */
    public PowerCut(String at) {
        super("power cut at " + at);
    }
}

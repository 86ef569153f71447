package dev.tributary.streams;

/** Named places in the rotation of the key, in their order, at which a test may end it. */
enum RotationPoint {
    /** The versions are read; nothing is changed. */
    READ,
    /** The file with one version more is beside, forced. */
    WRITTEN,
    /** It bears the name of the key file. */
    REPLACED
}

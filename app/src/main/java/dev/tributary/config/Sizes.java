package dev.tributary.config;

import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes in bytes as people write them: {@code 65536}, {@code 64MB} (of 1000), {@code 8MiB} (of 1024). */
final class Sizes {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,18}) ?([A-Za-z]*)");
    private static final Map<String, Long> UNITS = Map.of(
            "", 1L,
            "B", 1L,
            "kB", 1_000L,
            "KB", 1_000L,
            "MB", 1_000_000L,
            "GB", 1_000_000_000L,
            "KiB", 1L << 10,
            "MiB", 1L << 20,
            "GiB", 1L << 30);

    private Sizes() {}

    static Optional<Long> parse(String text) {
        Matcher size = SIZE.matcher(text);
        Long unit = size.matches() ? UNITS.get(size.group(2)) : null;
        if (unit == null) {
            return Optional.empty();
        }
        BigInteger bytes = new BigInteger(size.group(1)).multiply(BigInteger.valueOf(unit));
        return bytes.bitLength() < Long.SIZE ? Optional.of(bytes.longValue()) : Optional.empty();
    }
}

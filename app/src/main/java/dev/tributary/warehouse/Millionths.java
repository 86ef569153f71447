package dev.tributary.warehouse;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/** Amounts as whole numbers of millionths, so that sums are exact whatever their order. */
final class Millionths {
    /** Stands for a number that has more decimals, or more digits than 64 bits hold. */
    static final long INEXACT = Long.MIN_VALUE;

    private static final int DECIMALS = 6;
    private static final int SAFE_DIGITS = 18;

    /** Beyond these no number is worth its exact value, which might be a billion digits long. */
    private static final int LONGEST = 100;

    private static final int LONGEST_EXPONENT = 4;
    private static final long[] POWERS = {1, 10, 100, 1_000, 10_000, 100_000, 1_000_000};

    private Millionths() {}

    /** A number as JSON writes it, in millionths; {@link #INEXACT} when that cannot be done exactly. */
    static long of(byte[] text, int from, int to) {
        boolean negative = text[from] == '-';
        long value = 0;
        int digits = 0;
        int decimals = 0;
        boolean behindPoint = false;
        for (int at = negative ? from + 1 : from; at < to; at++) {
            byte b = text[at];
            if (b == '.') {
                behindPoint = true;
            } else if (b >= '0' && b <= '9') {
                value = value * 10 + b - '0';
                digits++;
                decimals += behindPoint ? 1 : 0;
            } else {
                return slowly(text, from, to);
            }
        }
        int missing = DECIMALS - decimals;
        if (missing < 0 || digits + missing > SAFE_DIGITS) {
            return slowly(text, from, to);
        }
        long millionths = value * POWERS[missing];
        return negative ? -millionths : millionths;
    }

    private static long slowly(byte[] text, int from, int to) {
        String number = new String(text, from, to - from, StandardCharsets.US_ASCII);
        int exponent = Math.max(number.indexOf('e'), number.indexOf('E'));
        if (number.length() > LONGEST || (exponent >= 0 && number.length() - exponent - 1 > LONGEST_EXPONENT)) {
            return INEXACT;
        }
        BigDecimal millionths = new BigDecimal(number).movePointRight(DECIMALS).stripTrailingZeros();
        boolean fits = millionths.scale() <= 0 && millionths.toBigInteger().bitLength() < Long.SIZE;
        return fits ? millionths.longValueExact() : INEXACT;
    }
}
